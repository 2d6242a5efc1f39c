// The fixture served in this process, and the commands that use it as processes of their own.

import { after, before } from 'node:test';
import { FleetNode, type NodeOptions } from 'mcp-fleet';
import { type Finished, type RunOptions, runCommand } from '../../support/command-line.ts';
import { createFixture, type NativeFixture } from '../clients/fixture-server.ts';

export interface Served {
  readonly url: string;
  readonly fixture: NativeFixture;
  /** Runs `mcp-fleet call` with these arguments after the URL. */
  call(args: readonly string[], options?: RunOptions): Promise<Finished>;
  tools(args?: readonly string[], options?: RunOptions): Promise<Finished>;
}

/** Serves for the tests of the file. */
export function serveFixture(options: NodeOptions = {}): Served {
  const fixture = createFixture();
  const node = new FleetNode(fixture.server, { ...options, port: 0 });
  let url = '';
  before(async () => {
    url = await node.start();
  });
  after(() => node.stop());
  return {
    get url() {
      return url;
    },
    fixture,
    call: (args, runOptions) => runCommand(['call', url, ...args], runOptions),
    tools: (args = [], runOptions = {}) => runCommand(['tools', url, ...args], runOptions),
  };
}
