// Options are filled once, and what is out of range is refused by name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
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
      name: 'RangeError',
      message: new RegExp(`^${name} must be an integer from \\d+ to \\d+: ${value}\\.$`),
    });
  });
}

test('a number in a text is refused rather than converted', () => {
  const options = { port: '5000' } as unknown as NodeOptions;
  assert.throws(() => fillNodeOptions(options), RangeError);
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
  const needed = { name: 'TypeError', message: /^auth\.resource is needed/ };
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
    name: 'TypeError',
    message: 'identify and auth exclude each other: auth finds out who calls.',
  });
});
