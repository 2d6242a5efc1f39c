// One stream: its opening, its order, and its end, also when the log is slow or fails.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { FailingEventLog, GatedEventLog } from '../../test/support/event-logs.ts';
import { openStream } from '../../test/support/open-stream.ts';
import { RecordingSink } from '../../test/support/recording-sink.ts';
import { aSession } from '../../test/support/sessions.ts';
import { MemoryEventLog } from '../stores/memory/memory-event-log.ts';
import { parseEventId } from './stream.ts';

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
