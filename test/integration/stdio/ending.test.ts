// How calls and the connection end: by a cancellation, by the end of the input, by a client that is gone, by a stop.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { FleetServer } from 'mcp-fleet';
import { StdioNode } from '../../../src/node/stdio-node.ts';
import { until, within } from '../../support/until.ts';
import { serveLines } from './serve.ts';

const WAIT = (key: string) => ({ name: 'wait', arguments: { key } });

for (const era of ['modern', 'session'] as const) {
  test(`a cancelled call of the ${era} era is aborted and not answered`, async () => {
    const { client, fixture, done } = serveLines();
    await client.open();
    const call = (id: number, key: string) =>
      era === 'modern'
        ? client.modern(id, 'tools/call', WAIT(key))
        : client.request(id, 'tools/call', WAIT(key));
    call(1, 'running');
    await until(() => fixture.witness.waiting.has('running'), { what: 'the call to run' });
    client.notify('notifications/cancelled', { requestId: 1, reason: 'enough' });
    await until(() => fixture.witness.aborted.get('running') === 'CANCELLED', { what: 'the signal to fire' });
    // In one go, so that the call has hardly begun.
    call(2, 'fresh');
    client.notify('notifications/cancelled', { requestId: 2 });
    await until(() => fixture.witness.aborted.get('fresh') === 'CANCELLED', { what: 'the signal to fire' });
    client.end();
    await done;
    assert.deepEqual(await client.rest(), []);
  });
}

test('a cancellation is of the call with that very id', async () => {
  const { client, fixture, done } = serveLines();
  client.modern(1, 'tools/call', WAIT('number'));
  client.modern('1', 'tools/call', WAIT('text'));
  await until(() => fixture.witness.waiting.size === 2, { what: 'both calls to run' });
  client.notify('notifications/cancelled', { requestId: '1' });
  await until(() => fixture.witness.aborted.has('text'), { what: 'the signal to fire' });
  fixture.witness.release.get('number')?.();
  assert.equal((await client.next()).id, 1);
  client.end();
  await done;
});

test('running calls are finished when the input has ended', async () => {
  const { client, fixture, done } = serveLines();
  client.modern(1, 'tools/call', WAIT('late'));
  client.end();
  await until(() => fixture.witness.waiting.has('late'), { what: 'the call to run' });
  fixture.witness.release.get('late')?.();
  await done;
  assert.partialDeepStrictEqual(await client.rest(), [{ id: 1, result: { resultType: 'complete' } }]);
});

test('a call that outlasts the grace period is aborted and answered with that', async () => {
  const { client, fixture, done } = serveLines({ shutdownGraceMs: 50 });
  client.modern(1, 'tools/call', WAIT('stuck'));
  client.end();
  await done;
  assert.equal(fixture.witness.aborted.get('stuck'), 'DRAINING');
  assert.partialDeepStrictEqual(await client.rest(), [{ id: 1, error: { code: -32014 } }]);
});

test('a stop lets running calls finish, a second one does not', async () => {
  const { client, fixture, node, done } = serveLines({ shutdownGraceMs: 60_000 });
  client.modern(1, 'tools/call', WAIT('stopped'));
  await until(() => fixture.witness.waiting.has('stopped'), { what: 'the call to run' });
  node.stop();
  client.modern(2, 'tools/call', WAIT('unheard'));
  node.stop();
  await within(done, { what: 'the end' });
  assert.partialDeepStrictEqual(await client.rest(), [{ id: 1, error: { code: -32014 } }]);
  assert.equal(fixture.witness.waiting.has('unheard'), false);
});

test('after the end of the input the first stop already ends what runs', async () => {
  const { client, fixture, node, done } = serveLines({ shutdownGraceMs: 60_000 });
  client.modern(1, 'tools/call', WAIT('left'));
  await until(() => fixture.witness.waiting.has('left'), { what: 'the call to run' });
  client.end();
  await until(() => node.isStopping, { what: 'the end of the input' });
  node.stop();
  await within(done, { what: 'the end' });
});

test('a client that is gone ends everything at once', async () => {
  const { client, fixture, output, done } = serveLines({ shutdownGraceMs: 60_000 });
  client.modern(1, 'tools/call', WAIT('abandoned'));
  await until(() => fixture.witness.waiting.has('abandoned'), { what: 'the call to run' });
  output.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  await within(done, { what: 'the end' });
  assert.equal(fixture.witness.aborted.get('abandoned'), 'DRAINING');
});

test('a backend is opened before the first message and closed after the last', async () => {
  const server = new FleetServer({ name: 'plain', version: '1.0.0' });
  const events: string[] = [];
  const { backend } = server;
  backend.open = async () => void events.push('open');
  backend.close = async () => void events.push('close');
  const { client, done } = serveLines({}, server);
  client.request(1, 'ping');
  await client.next();
  events.push('served');
  client.end();
  await done;
  assert.deepEqual(events, ['open', 'served', 'close']);
});

test('a client that does not read costs no memory: progress is dropped, answers are kept, no more is read', async () => {
  const server = new FleetServer({ name: 'chatty', version: '1.0.0' });
  server.registerTool('chat', {}, (ctx) => {
    for (let step = 1; step <= 1000; step++) ctx.progress(step, 1000, 'x'.repeat(100));
    return { content: [{ type: 'text', text: 'done' }] };
  });
  // A pipe that takes little and keeps it until somebody reads.
  const [input, output] = [new PassThrough(), new PassThrough({ highWaterMark: 1000 })];
  const node = new StdioNode(server, { maxStreamBufferBytes: 4000 }, { input, output });
  const done = node.serve();
  const call = (id: number) =>
    `${JSON.stringify({
      jsonrpc: '2.0',
      id,
      method: 'tools/call',
      params: {
        name: 'chat',
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientCapabilities': {},
          progressToken: id,
        },
      },
    })}\n`;
  input.write(call(1));
  await until(() => output.writableLength > 4000, { what: 'the output to fill up' });
  await until(() => input.isPaused(), { what: 'the node to stop reading' });
  assert.ok(output.writableLength < 10_000);
  let text = '';
  output.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  await until(() => text.includes('"text":"done"'), { what: 'the answer' });
  input.end(call(2));
  await done;
  output.end();
  await once(output, 'end');
  assert.equal(text.match(/"text":"done"/g)?.length, 2);
});
