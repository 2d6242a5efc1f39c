// Runs groups of scenarios with a flavour of client, each group against a node of its own, and cleans up after each
// test.

import { after, afterEach, before, describe } from 'node:test';
import { FleetNode, type FleetServer, type NodeOptions } from 'mcp-fleet';
import type { ConnectOptions, Era, TestClient } from './client.ts';
import type { Fixture, ServerKind } from './fixture.ts';
import { createFixture } from './fixture-server.ts';
import type { Flavour } from './flavours.ts';

export interface Bench {
  readonly flavour: Flavour;
  readonly isModern: boolean;
  /** Over stdio every client has a process and a server of its own. */
  readonly carrier: 'http' | 'stdio';
  /** Written with our own classes, so that the words of its errors are ours. */
  readonly isNative: boolean;
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
  /** Whether the scenarios are about that kind of server, with clients of that era. @defaultValue all are */
  readonly appliesTo?: (kind: ServerKind, era: Era) => boolean;
}

/** Scenarios about what only our own classes do, or in words of theirs. */
export const isNative = (kind: ServerKind): boolean => kind === 'native';

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

/** Declares each group as a suite, with a node of its own, for one flavour of client and one kind of server. */
export function runWith(
  flavour: Flavour,
  groups: readonly ScenarioGroup[],
  create: () => Fixture = createFixture,
): void {
  describe(flavour.name, () => {
    for (const { topic, declare, options } of groups) {
      const fixture = create();
      if (options.appliesTo?.(fixture.kind, flavour.era) === false) continue;
      describe(topic, () => declare(prepareBench(flavour, fixture, options)));
    }
  });
}

function prepareBench(
  flavour: Flavour,
  fixture: Fixture,
  { createServer, node: nodeOptions }: BenchOptions,
): Bench {
  const server = createServer?.() ?? fixture.server;
  const node = new FleetNode(server, { ...fixture.node, ...nodeOptions, port: 0 });
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
    isNative: isNative(fixture.kind),
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
