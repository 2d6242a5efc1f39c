// What a program reads that starts nodes itself.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import type { FleetConfig } from './fleet-config.ts';
import { loadOptions } from './load-options.ts';
import { fillNodeOptions } from './node-options.ts';

const folder = temporaryFolder(after);

test('file, variables, flags and code make the options of a node', async () => {
  const file = folder.write(
    'fleet.json',
    '{ "port": 1, "host": "localhost", "logLevel": "warn", "nodeId": "one" }',
  );
  const options = await loadOptions({
    file,
    environment: { MCP_FLEET_PORT: '2', MCP_FLEET_REQUEST_TIMEOUT_MS: '2s', MCP_FLEET_MAX_STREAMS: '2' },
    argv: ['--request-timeout-ms', '3s', '--max-streams', '3'],
    code: { maxStreams: 4, tools: { search: { timeoutMs: '4s' } } },
  });
  assert.deepEqual(options, {
    host: 'localhost',
    nodeId: 'one',
    port: 2,
    requestTimeoutMs: 3000,
    maxStreams: 4,
    tools: { search: { timeoutMs: 4000 } },
  });
  assert.equal(fillNodeOptions(options).requestTimeoutMs, 3000);
});

test('with nothing said there are no options', async () => {
  assert.deepEqual(await loadOptions({ file: false, environment: {} }), {});
});

test('what is wrong comes as a rejection with all problems', async () => {
  const loading = loadOptions({ file: false, environment: { MCP_FLEET_PORT: 'x' }, argv: ['--prot', '1'] });
  await assert.rejects(loading, { name: 'ConfigurationError', code: 'INVALID_CONFIGURATION' });
});

test('a configuration file is typed: texts with units where they fit, and no others', () => {
  const config = {
    requestTimeoutMs: '5s',
    maxBodyBytes: '1MiB',
    admission: { targetDelayMs: '50ms', maxQueue: 5 },
    circuitBreaker: false,
    tools: { search: { timeoutMs: '10s' } },
    auth: { verify: (key) => ({ id: key }), cacheMs: '1m' },
    logLevel: 'warn',
  } satisfies FleetConfig;
  // @ts-expect-error a time is no size
  const wrongUnit: FleetConfig = { maxBodyBytes: '5s' };
  // @ts-expect-error a count has no unit
  const wrongKind: FleetConfig = { admission: { maxQueue: '5s' } };
  assert.equal(Object.keys({ ...config, ...wrongUnit, ...wrongKind }).length, 7);
});
