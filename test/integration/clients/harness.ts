// Runs the same tests with every flavour of client, each against a node of its own, and cleans up after each test.

import { after, afterEach, before, describe } from 'node:test';
import { FleetNode, type FleetServer, type NodeOptions } from 'mcp-fleet';
import type { ConnectOptions, TestClient } from './client.ts';
import { createFixture, type Fixture } from './fixture-server.ts';
import { type Flavour, flavours } from './flavours.ts';

export interface Bench {
  readonly flavour: Flavour;
  readonly isModern: boolean;
  /** The server behind the node, and what its handlers saw. */
  readonly fixture: Fixture;
  readonly url: string;
  /** A client of the flavour, connected, by another way than `url` if one is given; closed after the test. */
  connect(options?: ConnectOptions, via?: string): Promise<TestClient>;
}

export interface BenchOptions {
  /** Served instead of the fixture's server. */
  readonly createServer?: () => FleetServer;
  readonly node?: NodeOptions;
}

/** Declares `scenarios` once for each flavour. */
export function withEachClient(
  topic: string,
  scenarios: (bench: Bench) => void,
  options: BenchOptions = {},
): void {
  for (const flavour of flavours) {
    describe(`${topic}, ${flavour.name}`, () => scenarios(prepareBench(flavour, options)));
  }
}

function prepareBench(flavour: Flavour, { createServer, node: nodeOptions }: BenchOptions): Bench {
  const fixture = createFixture();
  const server = createServer?.() ?? fixture.server;
  const node = new FleetNode(server, { ...nodeOptions, port: 0 });
  const open = new Set<TestClient>();
  let url = '';
  before(async () => {
    url = await node.start();
  });
  afterEach(async () => {
    for (const client of open) await client.close();
    open.clear();
  });
  after(() => node.stop());
  return {
    flavour,
    isModern: flavour.era === 'modern',
    fixture,
    get url() {
      return url;
    },
    connect: async (connectOptions, via = url) => {
      const client = await flavour.connect(via, connectOptions);
      open.add(client);
      return client;
    },
  };
}
