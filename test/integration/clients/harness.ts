// Runs groups of scenarios with a flavour of client, each group against a node of its own, and cleans up after each
// test.

import { after, afterEach, before, describe } from 'node:test';
import { FleetNode, type FleetServer, type NodeOptions } from 'mcp-fleet';
import type { ConnectOptions, TestClient } from './client.ts';
import { createFixture, type Fixture } from './fixture-server.ts';
import type { Flavour } from './flavours.ts';

export interface Bench {
  readonly flavour: Flavour;
  readonly isModern: boolean;
  /** Over stdio every client has a process and a server of its own. */
  readonly carrier: 'http' | 'stdio';
  /** The server behind the node, and what its handlers saw. */
  readonly fixture: Fixture;
  readonly url: string;
  /** A client of the flavour, connected, by another way than `url` if one is given; closed after the test. */
  connect(options?: ConnectOptions, via?: string): Promise<TestClient>;
}

export interface BenchOptions {
  /** Served instead of the fixture's server. */
  readonly createServer?: () => FleetServer;
  /** The file of a module that exports the same, for where the command line serves it. */
  readonly module?: string;
  readonly node?: NodeOptions;
}

/** Scenarios that share a node. */
export interface ScenarioGroup {
  readonly topic: string;
  /** Declares the tests. */
  readonly declare: (bench: Bench) => void;
  readonly options: BenchOptions;
}

export function group(
  topic: string,
  declare: (bench: Bench) => void,
  options: BenchOptions = {},
): ScenarioGroup {
  return { topic, declare, options };
}

/** Declares each group as a suite, with a node of its own, for one flavour of client. */
export function runWith(flavour: Flavour, groups: readonly ScenarioGroup[]): void {
  describe(flavour.name, () => {
    for (const { topic, declare, options } of groups) {
      describe(topic, () => declare(prepareBench(flavour, options)));
    }
  });
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
    carrier: 'http',
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
