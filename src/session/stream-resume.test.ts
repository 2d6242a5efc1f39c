// What a client that comes back to a stream gets: all it missed, once and in order, or the word that it is lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { FailingEventLog, GatedEventLog } from '../../test/support/event-logs.ts';
import { awayFromSlowStream, openStream } from '../../test/support/open-stream.ts';
import { RecordingSink } from '../../test/support/recording-sink.ts';
import { MemoryEventLog } from '../stores/memory/memory-event-log.ts';

test('a client that comes back gets what it missed, then what comes, each once', async () => {
  const { stream, sink, detached } = openStream();
  stream.send('1');
  sink.leave();
  assert.deepEqual(detached, [stream]);
  stream.send('2');
  stream.send('3');
  const back = new RecordingSink();
  assert.equal(await stream.resume(back, 1), true);
  stream.send('4');
  assert.deepEqual(back.events, [
    { id: 'r1.2', data: '2' },
    { id: 'r1.3', data: '3' },
    { id: 'r1.4', data: '4' },
  ]);
  assert.deepEqual(sink.messages, ['1']);
});

test('a client that missed nothing comes back to a stream that goes on', async () => {
  const { stream, sink } = openStream();
  sink.leave();
  const back = new RecordingSink();
  assert.equal(await stream.resume(back, 0), true);
  stream.send('1', true);
  assert.deepEqual(back.messages, ['1']);
  assert.equal(back.ended, true);
});

test('a client that claims to have seen what was not sent yet still gets what comes', async () => {
  const { stream, sink } = openStream();
  sink.leave();
  const back = new RecordingSink();
  await stream.resume(back, 999);
  stream.send('1', true);
  assert.deepEqual(back.messages, ['1']);
});

test('a client that comes back twice with the same id gets the same events again', async () => {
  const { stream } = openStream();
  stream.send('1');
  stream.send('2');
  for (const back of [new RecordingSink(), new RecordingSink()]) {
    await stream.resume(back, 0);
    assert.deepEqual(back.messages, ['1', '2']);
  }
});

test('events that arrive while a client comes back reach it once and in order', async () => {
  const log = new GatedEventLog();
  const { stream, sink } = openStream(log);
  stream.send('1');
  sink.leave();
  const back = new RecordingSink();
  const resumed = stream.resume(back, 0);
  stream.send('2');
  for (let n = 3; n <= 6; n++) {
    log.letThrough();
    await turn();
    stream.send(String(n));
  }
  while (log.letThrough() > 0) await turn();
  assert.equal(await resumed, true);
  assert.deepEqual(back.messages, ['1', '2', '3', '4', '5', '6']);
});

test('an event sent while the log is being read reaches the client too', async () => {
  const log = new GatedEventLog();
  const { stream, sink } = openStream(log);
  sink.leave();
  stream.send('1');
  log.letThrough();
  await turn();
  const back = new RecordingSink();
  const resumed = stream.resume(back, 0);
  stream.send('2');
  await turn();
  log.letThrough();
  await resumed;
  stream.send('3');
  log.letThrough();
  await turn();
  assert.deepEqual(back.messages, ['1', '2', '3']);
});

test('an event sent in the same instant in which an up-to-date client comes back reaches it', async () => {
  const log = new GatedEventLog();
  const { stream, sink } = openStream(log);
  sink.leave();
  const back = new RecordingSink();
  const resumed = stream.resume(back, 0);
  stream.send('1');
  await turn();
  log.letThrough();
  assert.equal(await resumed, true);
  await turn();
  assert.deepEqual(back.messages, ['1']);
});

test('a stream that was finished while its client was away is replayed to its end', async () => {
  const { stream, sink } = openStream();
  sink.leave();
  stream.send('1');
  stream.send('2', true);
  const back = new RecordingSink();
  assert.equal(await stream.resume(back, 0), true);
  assert.deepEqual(back.messages, ['1', '2']);
  assert.equal(back.ended, true);
});

test('coming back ends the old connection, and its late close does not detach the new one', async () => {
  const { stream, sink, detached } = openStream();
  const back = new RecordingSink();
  await stream.resume(back, 0);
  await turn();
  assert.equal(sink.ended, true);
  assert.deepEqual(detached, []);
  assert.equal(stream.attached, true);
});

test('of two connections that come back at once one is kept and the other ended', async () => {
  const { stream, log } = await awayFromSlowStream();
  const [first, second] = [new RecordingSink(), new RecordingSink()];
  const resumed = [stream.resume(first, 0), stream.resume(second, 0)];
  log.letThrough();
  assert.deepEqual(await Promise.all(resumed), [true, true]);
  stream.send('2');
  log.letThrough();
  await turn();
  const [kept, other] = second.ended ? [first, second] : [second, first];
  assert.deepEqual([kept.ended, other.ended], [false, true]);
  assert.deepEqual(kept.messages, ['1', '2']);
});

test('a connection that breaks while its client comes back is told as detached', async () => {
  const { stream, log, detached } = await awayFromSlowStream();
  const back = new RecordingSink();
  const resumed = stream.resume(back, 0);
  back.leave();
  log.letThrough();
  await resumed;
  assert.equal(stream.attached, false);
  assert.equal(detached.length, 2);
});

test('a stream that is closed while its client comes back ends the new connection', async () => {
  const { stream, log } = await awayFromSlowStream();
  const back = new RecordingSink();
  const resumed = stream.resume(back, 0);
  stream.close();
  log.letThrough();
  await resumed;
  assert.equal(back.ended, true);
  assert.equal(stream.attached, false);
});

test('events that the log never kept make coming back fail rather than wait for ever', async () => {
  const log = new FailingEventLog();
  const { stream, sink } = openStream(log);
  stream.send('1');
  sink.leave();
  log.failsToAppend = 'rejects';
  stream.send('2');
  assert.equal(await stream.resume(new RecordingSink(), 1), false);
});

test('events that the log dropped make coming back fail rather than skip them', async () => {
  const { stream, sink } = openStream(new MemoryEventLog({ maxStreamChars: 200 }));
  sink.leave();
  for (const text of ['a', 'b', 'c']) stream.send(text.repeat(100));
  const back = new RecordingSink();
  assert.equal(await stream.resume(back, 0), false);
  assert.deepEqual(back.messages, []);
});

for (const failure of ['throws', 'rejects'] as const) {
  test(`coming back to missed events in a log that ${failure} fails as if they were lost`, async () => {
    const log = new FailingEventLog();
    const { stream, sink } = openStream(log);
    sink.leave();
    stream.send('1');
    log.failsToRead = failure;
    assert.equal(await stream.resume(new RecordingSink(), 0), false);
  });
}
