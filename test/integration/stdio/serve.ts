// A node on a pair of pipes in this process, with the fixture behind it.

import { PassThrough } from 'node:stream';
import type { FleetServer } from 'mcp-fleet';
import { StdioNode, type StdioNodeOptions } from '../../../src/node/stdio-node.ts';
import { createFixture, type NativeFixture } from '../clients/fixture-server.ts';
import { LineClient } from './line-client.ts';

export interface Served {
  readonly client: LineClient;
  readonly fixture: NativeFixture;
  readonly node: StdioNode;
  readonly input: PassThrough;
  readonly output: PassThrough;
  /** Settles when the node has stopped; its output has ended by then. */
  readonly done: Promise<void>;
}

export function serveLines(options: StdioNodeOptions = {}, server?: FleetServer): Served {
  const fixture = createFixture();
  const [input, output] = [new PassThrough(), new PassThrough()];
  const node = new StdioNode(server ?? fixture.server, options, { input, output });
  const client = new LineClient(input, output);
  const done = node.serve().finally(() => output.end());
  return { client, fixture, node, input, output, done };
}
