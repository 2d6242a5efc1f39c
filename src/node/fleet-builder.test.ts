// The builder sets the options that everybody else sets, and says which of its calls are wrong.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FleetServer } from '../backends/native/fleet-server.ts';
import type { ConfigurationError } from '../config/problem.ts';
import { FleetBuilder, fleet } from './fleet-builder.ts';
import { FleetNode } from './fleet-node.ts';

const server = new FleetServer({ name: 'built', version: '1.0.0' });
server.registerTool('search', {}, () => ({ content: [] }));

/** What calls are wrong: the messages of the error. */
function problemsOf(build: () => unknown): string[] {
  try {
    build();
  } catch (error) {
    return (error as ConfigurationError).problems.map(({ from, message }) => `${from}: ${message}`);
  }
  return [];
}

test('a chain of calls makes a node that can be started', async (t) => {
  const node = fleet(server)
    .port(0)
    .maxConcurrentRequests(100)
    .queueDepth(10)
    .requestTimeout('5s')
    .maxRequestSize('1MiB')
    .tool('search', { timeoutMs: '10s' })
    .build();
  assert.ok(node instanceof FleetNode);
  assert.match(await node.start(), /^http:\/\/127\.0\.0\.1:\d+\/mcp$/);
  t.after(() => node.stop());
});

/** Each method with a value that is wrong, and the option that it says so of. */
const METHODS: readonly (readonly [keyof FleetBuilder, string])[] = [
  ['host', 'host'],
  ['port', 'port'],
  ['path', 'path'],
  ['nodeId', 'nodeId'],
  ['allowedHosts', 'allowedHosts'],
  ['allowedOrigins', 'allowedOrigins'],
  ['secrets', 'secrets'],
  ['secretsFile', 'secretsFile'],
  ['requestTimeout', 'requestTimeoutMs'],
  ['questionTimeout', 'questionTimeoutMs'],
  ['requestStateTtl', 'requestStateTtlMs'],
  ['maxRequestSize', 'maxBodyBytes'],
  ['maxHeaderSize', 'maxHeaderBytes'],
  ['headersTimeout', 'headersTimeoutMs'],
  ['bodyTimeout', 'bodyTimeoutMs'],
  ['keepAliveTimeout', 'keepAliveTimeoutMs'],
  ['maxStreams', 'maxStreams'],
  ['maxStreamBuffer', 'maxStreamBufferBytes'],
  ['sseKeepAlive', 'sseKeepAliveMs'],
  ['resumeTtl', 'resumeTtlMs'],
  ['reconnectDelay', 'reconnectDelayMs'],
  ['sessionTtl', 'sessionTtlMs'],
  ['sessionMaxAge', 'sessionMaxAgeMs'],
  ['admission', 'admission'],
  ['maxConcurrentRequests', 'admission.maxConcurrent'],
  ['queueDepth', 'admission.maxQueue'],
  ['saturation', 'admission.saturation'],
  ['maxLoopDelay', 'maxLoopDelayMs'],
  ['rateLimit', 'rateLimit'],
  ['circuitBreaker', 'circuitBreaker'],
  ['tool', 'tools["-1"]'],
  ['auth', 'auth'],
  ['identify', 'identify'],
  ['logger', 'logger'],
  ['shutdownGrace', 'shutdownGraceMs'],
  ['exposeErrors', 'exposeErrors'],
  ['options', 'the configuration'],
];
for (const [method, option] of METHODS) {
  test(`${method} sets ${option}`, () => {
    const call = FleetBuilder.prototype[method] as (...values: unknown[]) => FleetBuilder;
    const [problem = ''] = problemsOf(() => call.call(fleet(server), -1, -1).build());
    assert.equal(problem.slice(0, problem.indexOf(' must be ')), `.${method}(): ${option}`);
  });
}

test('every method of the builder is among those', () => {
  const others = ['constructor', 'build'];
  const methods = Object.getOwnPropertyNames(FleetBuilder.prototype).filter((name) => !others.includes(name));
  assert.deepEqual(methods.sort(), METHODS.map(([name]) => name).sort());
});

test('everything that is wrong is told at once, with its call', () => {
  const build = () =>
    fleet(server)
      .port(70_000)
      .requestTimeout('5x' as never)
      .build();
  assert.deepEqual(problemsOf(build), [
    '.port(): port must be an integer from 0 to 65535: 70000.',
    '.requestTimeout(): requestTimeoutMs must be an integer from 0 to 2147483647 (ms), or text such as "5s": "5x".',
  ]);
});

test('of two calls about one option the later counts, and groups add up', () => {
  const options = { queueDepth: 5 } as never;
  assert.deepEqual(
    problemsOf(() => fleet(server).options(options).build()),
    ['.options(): queueDepth is called admission.maxQueue here.'],
  );
  const build = () =>
    fleet(server)
      .admission({ adaptive: { minConcurrent: 7 } })
      .maxConcurrentRequests(5)
      .maxConcurrentRequests(6)
      .build();
  assert.throws(build, { message: 'admission.adaptive.minConcurrent must be an integer from 1 to 6: 7.' });
});

const ASKED_FOR: readonly (readonly [string, string])[] = [
  ['prot', 'prot is no option; did you mean port?'],
  ['keepAliveTimeot', 'keepAliveTimeot is no option; did you mean keepAliveTimeout?'],
  ['sessionTimeout', 'sessionTimeout is called sessionTtl(...) here.'],
  ['bodyLimit', 'bodyLimit is called maxRequestSize(...) here.'],
  [
    'maximumPoolSize',
    'maximumPoolSize is called maxConcurrentRequests(...) here. Calls share one event loop: there are no worker threads yet, and this is how many calls run at once.',
  ],
  ['rps', 'rps is called rateLimit({ node: { perSecond: ... } }) here.'],
];
for (const [name, message] of ASKED_FOR) {
  test(`whoever calls ${name} in JavaScript is told what it is called`, () => {
    const builder = fleet(server) as unknown as Record<string, (value: number) => void>;
    assert.throws(() => builder[name]?.(5), { name: 'ConfigurationError', message });
  });
}

test('who only looks whether there is such a member finds nothing', async () => {
  const builder = fleet(server);
  assert.equal(await builder, builder);
  assert.equal(JSON.stringify({ builder }), '{"builder":{}}');
  assert.equal((builder as unknown as Record<string, unknown>)['telemetryExporter'], undefined);
});
