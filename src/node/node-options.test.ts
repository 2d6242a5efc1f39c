// Options are filled once, and what is out of range is refused by name.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ConfigurationError } from '../config/problem.ts';
import { fillNodeOptions, type NodeOptions } from './node-options.ts';

test('without options everything has its documented default', () => {
  const { logger, ...filled } = fillNodeOptions({});
  assert.deepEqual(filled, {
    host: '127.0.0.1',
    port: 5000,
    path: '/mcp',
    reusePort: false,
    exposeErrors: false,
    nodeId: undefined,
    secrets: undefined,
    stores: undefined,
    heartbeatMs: 5000,
    allowedHosts: undefined,
    allowedOrigins: undefined,
    auth: undefined,
    identify: undefined,
    requestTimeoutMs: 5000,
    questionTimeoutMs: 600_000,
    requestStateTtlMs: 600_000,
    maxBodyBytes: 1_048_576,
    maxHeaderBytes: 16_384,
    headersTimeoutMs: 10_000,
    bodyTimeoutMs: 30_000,
    keepAliveTimeoutMs: 75_000,
    sseKeepAliveMs: 15_000,
    maxStreamBufferBytes: 1_048_576,
    maxStreams: 10_000,
    sessionTtlMs: 3_600_000,
    sessionMaxAgeMs: 604_800_000,
    resumeTtlMs: 300_000,
    reconnectDelayMs: 300,
    shutdownGraceMs: 10_000,
    admission: {
      maxConcurrent: 100,
      maxQueue: 1000,
      saturation: 'reject',
      maxWaiting: 100_000,
      targetDelayMs: 50,
      intervalMs: 500,
      maxTurnMs: 5,
      abandonAfterMs: 10_000,
      adaptive: undefined,
      weights: {},
    },
    rateLimit: { node: undefined, principal: undefined, tool: undefined, address: undefined },
    circuitBreaker: {
      failureRate: 0.5,
      slowCallMs: 0,
      slowCallRate: 0.8,
      windowMs: 30_000,
      minCalls: 20,
      openMs: 5000,
      openGrowth: 2,
      maxOpenMs: 60_000,
      probes: 3,
      maxBreakers: 10_000,
    },
    maxLoopDelayMs: 500,
    tools: {},
  });
  assert.doesNotThrow(() => logger.error({}, 'nobody listens'));
});

test('what is given is kept, and what is undefined is filled', () => {
  const filled = fillNodeOptions({ port: 0, host: '::', requestTimeoutMs: 0 });
  assert.deepEqual([filled.port, filled.host, filled.requestTimeoutMs], [0, '::', 0]);
});

const OUT_OF_RANGE: readonly NodeOptions[] = [
  { port: -1 },
  { port: 65_536 },
  { port: 80.5 },
  { requestTimeoutMs: Number.NaN },
  { requestTimeoutMs: Number.POSITIVE_INFINITY },
  { requestTimeoutMs: 2 ** 31 },
  { sseKeepAliveMs: 0 },
  { maxBodyBytes: 0 },
  { sessionTtlMs: 999 },
  { maxStreams: 0 },
];
for (const options of OUT_OF_RANGE) {
  const [[name, value] = []] = Object.entries(options);
  test(`${name} = ${value} is refused with what is allowed`, () => {
    assert.throws(() => fillNodeOptions(options), {
      name: 'ConfigurationError',
      message: new RegExp(`^${name} must be an integer from \\d+ to \\d+: ${value}\\.$`),
    });
  });
}

test('a number in a text is refused rather than converted', () => {
  const options = { port: '5000' } as unknown as NodeOptions;
  assert.throws(() => fillNodeOptions(options), { name: 'ConfigurationError' });
});

for (const path of ['mcp', '', '/mcp?x=1', '/a b', '/mcp#x']) {
  test(`the path ${JSON.stringify(path)} is refused`, () => {
    assert.throws(() => fillNodeOptions({ path }), TypeError);
  });
}

for (const nodeId of ['', 'a-b', 'a b', 'ä', 'x'.repeat(65)]) {
  test(`the node id ${JSON.stringify(nodeId.slice(0, 10))} is refused, because request ids and logs carry it`, () => {
    assert.throws(() => fillNodeOptions({ nodeId }), TypeError);
  });
}

const auth = { verify: () => undefined };

test('beyond loopback, authentication needs the URL that clients reach the node by', () => {
  const needed = { name: 'ConfigurationError', message: /^auth\.resource is needed/ };
  assert.throws(() => fillNodeOptions({ auth, host: '0.0.0.0' }), needed);
  assert.throws(() => fillNodeOptions({ auth, allowedHosts: ['mcp.example'] }), needed);
  assert.equal(fillNodeOptions({ auth }).auth?.resource, undefined);
  const resource = 'https://mcp.example/mcp';
  assert.equal(
    fillNodeOptions({ auth: { ...auth, resource }, host: '0.0.0.0' }).auth?.resource?.href,
    resource,
  );
});

test('a node that authenticates takes nobody else at their word', () => {
  assert.throws(() => fillNodeOptions({ auth, identify: () => 'ada' }), {
    name: 'ConfigurationError',
    message: 'identify and auth exclude each other: auth finds out who calls.',
  });
});

test('everything that is wrong is told at once', () => {
  const options = { prot: 1, admission: { maxConcurrent: 0 }, nodeId: 'a b' } as NodeOptions;
  assert.throws(() => fillNodeOptions(options), {
    name: 'ConfigurationError',
    code: 'INVALID_CONFIGURATION',
    message:
      '3 things are wrong with the configuration:\n' +
      '  prot is no option; did you mean port?\n' +
      '  admission.maxConcurrent must be an integer from 1 to 1000000: 0.\n' +
      '  nodeId must be 1 to 64 letters, digits or "_": "a b".',
  });
});

test('rules between options are checked all at once too', () => {
  const options = {
    auth: { issuer: 'https://login.example' },
    circuitBreaker: { openMs: 5000, maxOpenMs: 1000 },
    rateLimit: { node: { burst: 5 } },
    admission: { maxConcurrent: 5, adaptive: { minConcurrent: 6 } },
  } as unknown as NodeOptions;
  assert.throws(
    () => fillNodeOptions(options),
    (error: ConfigurationError) => {
      assert.deepEqual(
        error.problems.map(({ name }) => name),
        ['admission.adaptive.minConcurrent', 'rateLimit.node.perSecond', 'circuitBreaker.maxOpenMs', 'auth'],
      );
      return true;
    },
  );
});

for (const options of [{ auth: {} }, { auth: { issuer: undefined } }, { rateLimit: { node: {} } }]) {
  test(`${JSON.stringify(options)} is refused, because it was meant to protect and does not`, () => {
    assert.throws(() => fillNodeOptions(options as object), {
      message: /^(auth|rateLimit\.node) is there and says nothing/,
    });
  });
}

test('secrets may stand in a file', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-fleet-options-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const secretsFile = join(folder, 'secrets');
  writeFileSync(secretsFile, `${'n'.repeat(32)}\n${'o'.repeat(32)}\n`);
  assert.deepEqual(fillNodeOptions({ secretsFile }).secrets, ['n'.repeat(32), 'o'.repeat(32)]);
  assert.throws(() => fillNodeOptions({ secretsFile: join(folder, 'gone') }), {
    message: /^secretsFile cannot be read: ".*gone" \(ENOENT\)\.$/,
  });
  const both = { secretsFile, secrets: ['n'.repeat(32)] };
  assert.throws(() => fillNodeOptions(both), { message: /^secretsFile and secrets exclude each other/ });
});
