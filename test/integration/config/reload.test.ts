// SIGHUP changes limits of a process that serves: nothing that runs is lost, no connection is dropped, and a file that
// is wrong changes nothing: what docs/configuration.md promises.

import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { until } from '../../support/until.ts';
import type { Answer } from '../wire/http.ts';
import { callTool, listen, modernBody, modernHeaders, textOf } from '../wire/modern.ts';
import { WireSession } from '../wire/session.ts';
import { ServeProcess } from './command.ts';

const SERVER = join(import.meta.dirname, 'held-server.ts');
const CHANGED = 'reconfigured';
const WRONG = 'the configuration is wrong; the old one stays in force';
const folder = temporaryFolder(after);
let serve: ServeProcess;
let url: string;

const configure = (tree: object): string => folder.write('fleet.config.json', JSON.stringify(tree));
const runningCalls = async (): Promise<number> => {
  const response = await fetch(new URL('/health', url));
  return ((await response.json()) as { runningCalls: number }).runningCalls;
};
/** Status and code of an error. */
const codesOf = ({ status, rpc }: Answer): unknown[] => [status, rpc.error?.data?.['code']];
let gates = 0;

/** A call that runs until it is let go. */
async function hold(): Promise<{ letGo(): void; answer: Promise<Answer> }> {
  const name = `gate-${gates++}`;
  const running = await runningCalls();
  const answer = callTool(url, 'held', { until: join(folder.path, name) });
  await until(async () => (await runningCalls()) === running + 1, {
    what: 'the call to run',
    timeoutMs: 30_000,
  });
  return { letGo: () => void folder.write(name, ''), answer };
}

before(async () => {
  configure({ port: 0, requestTimeoutMs: 0, logLevel: 'info' });
  serve = new ServeProcess(
    [SERVER, '--environment-file', folder.write('fleet.env', 'MCP_FLEET_MAX_STREAMS=70\n')],
    {
      cwd: folder.path,
    },
  );
  url = await serve.url();
});
after(async () => assert.equal(await serve.stop(), 0));

test('a call that runs through a reload is answered, and its connection is kept', async () => {
  const { letGo, answer } = await hold();
  configure({ port: 0, requestTimeoutMs: 0, maxBodyBytes: '2MiB' });
  await serve.reload(CHANGED);
  letGo();
  assert.equal(textOf((await answer).rpc), 'let go');
});

test('an idle connection, a session and a subscription live on', async (t) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  const session = await WireSession.open(url);
  const subscription = await listen(url, { toolsListChanged: true });
  const firstPort = await localPortOf(agent);
  configure({ port: 0, requestTimeoutMs: 0, maxStreams: 50, keepAliveTimeoutMs: '60s' });
  await serve.reload(CHANGED);
  assert.equal(await localPortOf(agent), firstPort);
  assert.equal((await session.request('ping')).rpc.error, undefined);
  assert.equal(subscription.events.ended, false);
});

/** Sends a call through the agent; the port that it left from tells which connection that was. */
function localPortOf(agent: Agent): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...modernHeaders('tools/call', { name: 'echo' }),
      'Content-Type': 'application/json',
      Accept: 'application/json, text/event-stream',
    };
    const req = request(url, { method: 'POST', agent, headers }, (res) => {
      const port = res.socket.localPort;
      res.resume().on('end', () => resolve(port));
    });
    req.on('error', reject).end(JSON.stringify(modernBody('tools/call', { name: 'echo', arguments: {} })));
  });
}

test('a new size limit holds for the next request', async () => {
  const text = 'x'.repeat(5000);
  configure({ port: 0, requestTimeoutMs: 0, maxBodyBytes: 1000 });
  await serve.reload(CHANGED);
  assert.deepEqual(codesOf(await callTool(url, 'echo', { text })), [413, 'BODY_TOO_LARGE']);
  configure({ port: 0, requestTimeoutMs: 0 });
  await serve.reload(CHANGED);
  assert.equal((await callTool(url, 'echo', { text })).status, 200);
});

test('a lower limit of calls holds, while those past it run on', async () => {
  const held = [await hold(), await hold()];
  configure({ port: 0, requestTimeoutMs: 0, admission: { maxConcurrent: 1, maxQueue: 0 } });
  await serve.reload(CHANGED);
  assert.deepEqual(codesOf(await callTool(url, 'echo')), [503, 'OVERLOADED']);
  for (const { letGo } of held) letGo();
  for (const { answer } of held) assert.equal(textOf((await answer).rpc), 'let go');
  configure({ port: 0, requestTimeoutMs: 0 });
  await serve.reload(CHANGED);
  assert.equal((await callTool(url, 'echo')).status, 200);
});

test('a rate, a time limit of one tool, and allowed origins hold from the reload on', async () => {
  configure({
    port: 0,
    requestTimeoutMs: 0,
    rateLimit: { tool: { perSecond: 0.001, burst: 1 } },
    tools: { held: { timeoutMs: 50, rateLimit: { perSecond: 1000 } } },
    allowedOrigins: ['https://app.example'],
  });
  await serve.reload(CHANGED);
  assert.equal((await callTool(url, 'echo')).status, 200);
  assert.deepEqual(codesOf(await callTool(url, 'echo')), [429, 'RATE_LIMITED']);
  const late = await callTool(url, 'held', { until: join(folder.path, 'never') });
  assert.deepEqual(codesOf(late), [504, 'DEADLINE_EXCEEDED']);
  const headers = { Origin: 'http://localhost:5000' };
  const foreign = await callTool(url, 'held', {}, { headers });
  assert.equal(foreign.status, 403);
  configure({ port: 0, requestTimeoutMs: 0 });
  await serve.reload(CHANGED);
  assert.equal((await callTool(url, 'echo', {}, { headers })).status, 200);
});

test("a variables' file is read again, and goes before the configuration file", async () => {
  folder.write('fleet.env', 'MCP_FLEET_MAX_BODY_BYTES=1000\n');
  configure({ port: 0, requestTimeoutMs: 0, maxBodyBytes: '1MiB' });
  await serve.reload(CHANGED);
  assert.equal((await callTool(url, 'echo', { text: 'x'.repeat(5000) })).status, 413);
  const changed = serve.logged(CHANGED).at(-1)?.['options'] as string[];
  assert.ok(changed.includes('maxStreams'), 'a variable that is gone is forgotten');
  folder.write('fleet.env', '');
  await serve.reload(CHANGED);
  assert.equal((await callTool(url, 'echo', { text: 'x'.repeat(5000) })).status, 200);
});

test('what cannot be changed is named in the log and stays', async () => {
  configure({ port: 1, requestTimeoutMs: 0, host: '0.0.0.0', sessionTtlMs: '2h', circuitBreaker: false });
  await serve.reload(CHANGED);
  const [warning] = serve.logged('to be changed by the next start only').slice(-1);
  assert.deepEqual(warning?.['options'], ['circuitBreaker', 'port', 'host', 'sessionTtlMs']);
  assert.equal((await callTool(url, 'echo')).status, 200);
});

const BAD_FILES: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'with wrong options',
    '{ "prot": 1, "maxBodyBytes": 10, "admission": { "maxConcurrent": 0 } }',
    [
      'prot is no option; did you mean port?',
      'admission.maxConcurrent must be an integer from 1 to 1000000: 0.',
    ],
  ],
  [
    'that is no JSON',
    '{ "maxBodyBytes": 10',
    ["it is not JSON: line 1: Expected ',' or '}' after property value."],
  ],
  [
    'with a tool that is not there',
    '{ "maxBodyBytes": 10, "tools": { "nope": { "timeoutMs": 1 } } }',
    ['tools["nope"] fits no tool; there are held, echo.'],
  ],
];
for (const [what, text, messages] of BAD_FILES) {
  test(`a file ${what} changes nothing, and everything that is wrong is logged`, async () => {
    configure({ port: 0, requestTimeoutMs: 0 });
    await serve.reload(CHANGED);
    folder.write('fleet.config.json', text);
    await serve.reload(WRONG);
    for (const message of messages)
      assert.equal(serve.logged(message).at(-1)?.['from'], 'fleet.config.json', message);
    assert.equal((await callTool(url, 'echo', { text: 'longer than ten bytes' })).status, 200);
  });
}

test('the level of the log is changed too', async () => {
  configure({ port: 0, requestTimeoutMs: 0, logLevel: 'error' });
  await serve.reload(CHANGED);
  const lines = serve.logged(CHANGED).length;
  folder.write('fleet.config.json', '{ "prot": 1 }');
  await serve.reload(WRONG);
  assert.equal(serve.logged(CHANGED).length, lines);
});
