// One resumable stream: its order, what a client that comes back gets, and what happens when the log is slow or fails.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { FailingEventLog, GatedEventLog } from '../../test/support/event-logs.ts';
import { RecordingSink } from '../../test/support/recording-sink.ts';
import { aSession } from '../../test/support/sessions.ts';
import { MemoryEventLog } from '../stores/memory/memory-event-log.ts';
import type { EventLog } from './event-log.ts';
import { parseEventId, SessionStream } from './stream.ts';

function openStream(log: EventLog = new MemoryEventLog(), session = aSession()) {
  const detached: SessionStream[] = [];
  const stream = new SessionStream({
    id: 'r1',
    session,
    log,
    requestId: 1,
    retryMs: 300,
    onDetach: (one) => detached.push(one),
  });
  const sink = new RecordingSink();
  stream.start(sink);
  return { stream, sink, detached };
}

/** A stream whose client is away and whose one event is still being logged. */
async function awayFromSlowStream() {
  const log = new GatedEventLog();
  const { stream, sink, detached } = openStream(log);
  sink.leave();
  stream.send('1');
  await turn();
  return { stream, log, detached };
}

test('a stream opens with the retry delay and an event id to come back with', () => {
  const { sink } = openStream();
  assert.equal(sink.text, 'retry: 300\n\nid: r1.0\ndata: \n\n');
});

test('older clients, which may trip over an event without data, get none', () => {
  const { sink } = openStream(new MemoryEventLog(), aSession('s', '2025-06-18'));
  assert.equal(sink.text, '');
});

test('events carry ascending ids, and the final one ends the connection', () => {
  const { stream, sink } = openStream();
  stream.send('{"n":1}');
  stream.send('{"n":2}', true);
  stream.send('{"n":3}');
  assert.deepEqual(sink.events, [
    { id: 'r1.1', data: '{"n":1}' },
    { id: 'r1.2', data: '{"n":2}' },
  ]);
  assert.equal(sink.ended, true);
  assert.equal(stream.finished, true);
});

test('with a slow log an event is sent only when it is kept, and all in order', async () => {
  const log = new GatedEventLog();
  const { stream, sink } = openStream(log);
  stream.send('1');
  stream.send('2');
  stream.send('3', true);
  await turn();
  assert.deepEqual(sink.messages, []);
  assert.equal(log.letThrough(), 1);
  await turn();
  assert.deepEqual(sink.messages, ['1']);
  assert.equal(log.letThrough(), 1);
  await turn();
  log.letThrough();
  await turn();
  assert.deepEqual(sink.messages, ['1', '2', '3']);
  assert.equal(sink.ended, true);
});

for (const failure of ['throws', 'rejects'] as const) {
  test(`a log that ${failure} costs the way back, not the message`, async () => {
    const log = new FailingEventLog();
    log.failsToAppend = failure;
    const { stream, sink } = openStream(log);
    stream.send('1');
    stream.send('2', true);
    await turn();
    assert.deepEqual(sink.messages, ['1', '2']);
    assert.equal(sink.ended, true);
  });
}

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

test('a disconnect tells the client when to come back, and the stream goes on', async () => {
  const { stream, sink, detached } = openStream(new MemoryEventLog(), aSession('s', '2025-06-18'));
  stream.disconnect();
  stream.disconnect();
  await turn();
  assert.equal(sink.text, 'retry: 300\n\n');
  assert.equal(sink.ended, true);
  assert.deepEqual(detached, [stream]);
  stream.send('1', true);
  const back = new RecordingSink();
  await stream.resume(back, 0);
  assert.deepEqual(back.messages, ['1']);
});

test('a closed stream sends nothing more and is not awaited back', async () => {
  const { stream, sink, detached } = openStream();
  stream.close();
  stream.send('1');
  await turn();
  assert.deepEqual(sink.messages, []);
  assert.equal(sink.ended, true);
  assert.deepEqual(detached, []);
});

test('event ids of ours are read, and whatever else a client sends is not', () => {
  assert.deepEqual(parseEventId('r1-x_9.12'), { streamId: 'r1-x_9', seq: 12 });
  const foreign = [
    '',
    '5',
    'r1',
    'r1.',
    '.5',
    'r1.-1',
    'r1.1.5 ',
    'r 1.5',
    'r1.5\n',
    'r/1.5',
    `${'r'.repeat(201)}.1`,
  ];
  for (const id of [...foreign, 'r1.1234567890123456', 'r1.1e3']) assert.equal(parseEventId(id), undefined);
});
