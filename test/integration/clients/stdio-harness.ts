// Runs groups of scenarios with a flavour of client over stdio: each client starts `mcp-fleet stdio` and so has a
// server of its own.

import { after, afterEach, before, describe } from 'node:test';
import type { PriorDiscovery } from '@modelcontextprotocol/client';
import { COMPILE_CACHE, commandLine, ROOT } from '../../support/command-line.ts';
import { until } from '../../support/until.ts';
import type { ConnectOptions, Launch, TestClient } from './client.ts';
import type { Flavour } from './flavours.ts';
import type { Bench, BenchOptions, ScenarioGroup } from './harness.ts';
import { RemoteFixture, SOCKET_VARIABLE } from './remote-fixture.ts';
import { V2Client } from './v2-client.ts';

export function launchStdio(module: string, flags: readonly string[] = [], env: Launch['env'] = {}): Launch {
  const args = commandLine(['stdio', '--log-level', 'silent', ...flags, module]);
  return { command: process.execPath, args, env: { ...COMPILE_CACHE, ...env }, cwd: ROOT };
}

export function runOverStdio(flavour: Flavour, groups: readonly ScenarioGroup[]): void {
  describe(`${flavour.name} over stdio`, () => {
    for (const { topic, declare, options } of groups) {
      describe(topic, () => declare(prepareBench(flavour, options)));
    }
  });
}

function prepareBench(flavour: Flavour, { module, node = {} }: BenchOptions): Bench {
  const remote = new RemoteFixture();
  const { requestTimeoutMs, exposeErrors } = node;
  const flags = [
    ...(requestTimeoutMs === undefined ? [] : ['--request-timeout-ms', String(requestTimeoutMs)]),
    ...(exposeErrors === true ? ['--dev'] : []),
  ];
  const file = `test/integration/clients/${module ?? 'stdio-fixture.ts'}`;
  const launch = launchStdio(file, flags, { [SOCKET_VARIABLE]: remote.path });
  const open = new Set<TestClient>();
  // A client that looks for the era starts a process for that alone, so only the first one looks.
  let prior: PriorDiscovery | undefined;
  before(() => remote.listen());
  afterEach(async () => {
    for (const client of open) await client.close();
    open.clear();
    await until(() => remote.size === 0, { what: 'the servers to be gone', timeoutMs: 20_000 });
  });
  after(() => remote.close());
  return {
    flavour,
    isModern: flavour.era === 'modern',
    carrier: 'stdio',
    isNative: true,
    fixture: remote.fixture,
    url: '',
    connect: async (connectOptions?: ConnectOptions) => {
      // With what it knew before, this client would not listen by itself.
      const known = connectOptions?.onListChanged === undefined ? prior : undefined;
      const client = await flavour.connect(launch, { ...connectOptions, ...(known && { prior: known }) });
      open.add(client);
      if (module === undefined) {
        await until(() => remote.size >= open.size, { what: 'the server to be seen', timeoutMs: 20_000 });
      }
      const discover = client instanceof V2Client ? client.sdk.getDiscoverResult() : undefined;
      if (discover !== undefined) prior = { kind: 'modern', discover };
      return client;
    },
  };
}
