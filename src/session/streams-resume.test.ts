// Finding the stream that a client comes back to, here or in the log, and what takes the place of one that is lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { FailingEventLog } from '../../test/support/event-logs.ts';
import { RecordingSink } from '../../test/support/recording-sink.ts';
import { DETACHED_TTL_MS, listen, resume, streamsOfNode } from '../../test/support/session-streams.ts';
import { aSession } from '../../test/support/sessions.ts';
import { MemoryEventLog } from '../stores/memory/memory-event-log.ts';

const nodeLost = (id: unknown) => ({
  jsonrpc: '2.0',
  id,
  error: {
    code: -32015,
    message: 'The node that ran this request is gone; send the request again.',
    data: { code: 'NODE_LOST', retryable: true },
  },
});

test('a client that comes back during its request gets the rest', async () => {
  const { streams } = streamsOfNode();
  const session = aSession();
  const sink = new RecordingSink();
  const stream = streams.openForRequest(session, 1, sink);
  stream.send('1');
  sink.leave();
  stream.send('2');
  const back = await resume(streams, session, sink.lastEventId);
  streams.finish(stream, '3');
  assert.deepEqual(back.messages, ['2', '3']);
  assert.equal(back.ended, true);
});

test('a client whose request asked it to come back before anything was sent waits for the answer', async () => {
  const { streams } = streamsOfNode();
  const session = aSession();
  const sink = new RecordingSink();
  const stream = streams.openForRequest(session, 1, sink);
  stream.disconnect();
  const back = await resume(streams, session, sink.lastEventId);
  assert.equal(back.ended, false);
  streams.finish(stream, '"answer"');
  assert.deepEqual(back.messages, ['"answer"']);
});

test('a client that comes back after the answer gets it, on any node that shares the log', async () => {
  const first = streamsOfNode();
  const session = aSession();
  const sink = new RecordingSink();
  const stream = first.streams.openForRequest(session, 1, sink);
  stream.send('1');
  const { lastEventId } = sink;
  sink.leave();
  first.streams.finish(stream, '2');
  for (const { streams } of [first, streamsOfNode(first.log, 'n2')]) {
    const back = await resume(streams, session, lastEventId);
    assert.deepEqual(back.messages, ['2']);
    assert.equal(back.ended, true);
  }
});

for (const requestId of [42, 'req-"1"', '', 0]) {
  test(`when the node of request ${JSON.stringify(requestId)} is lost, the client gets what there is and an error`, async () => {
    const lost = streamsOfNode();
    const session = aSession();
    const sink = new RecordingSink();
    const stream = lost.streams.openForRequest(session, requestId, sink);
    const { lastEventId } = sink;
    stream.send('{"n":1}');
    const back = await resume(streamsOfNode(lost.log, 'n2').streams, session, lastEventId);
    assert.deepEqual(
      back.messages.map((text) => JSON.parse(text)),
      [{ n: 1 }, nodeLost(requestId)],
    );
    assert.equal(back.ended, true);
  });
}

test('a request id too long to be carried costs the error, not the end of the stream', async () => {
  const lost = streamsOfNode();
  const session = aSession();
  const sink = new RecordingSink();
  lost.streams.openForRequest(session, 'i'.repeat(500), sink);
  const back = await resume(streamsOfNode(new MemoryEventLog(), 'n2').streams, session, sink.lastEventId);
  assert.deepEqual(back.messages, []);
  assert.equal(back.ended, true);
});

test('a lost listening stream is replaced by a new one', async () => {
  const lost = streamsOfNode();
  const session = aSession();
  const { lastEventId } = listen(lost.streams, session);
  const { streams } = streamsOfNode(new MemoryEventLog(), 'n2');
  const back = await resume(streams, session, lastEventId);
  assert.equal(back.ended, false);
  assert.notEqual(back.lastEventId, lastEventId);
  assert.equal(streams.tell(session.facts.id, '"news"'), true);
  assert.deepEqual(back.messages, ['"news"']);
});

test('a listening stream whose missed events are gone is replaced, and the old one let go', async () => {
  const { streams, clock } = streamsOfNode(new MemoryEventLog({ maxStreamChars: 200 }));
  const session = aSession();
  const sink = listen(streams, session);
  sink.leave();
  for (const text of ['a', 'b', 'c']) streams.tell(session.facts.id, `"${text.repeat(100)}"`);
  const back = await resume(streams, session, sink.lastEventId);
  streams.tell(session.facts.id, '"news"');
  assert.deepEqual(back.messages, ['"news"']);
  back.leave();
  clock.advance(DETACHED_TTL_MS);
  assert.equal(streams.tell(session.facts.id, '"late"'), false);
  assert.equal(streams.size, 0);
});

test('the streams of another session are never found', async () => {
  const { streams } = streamsOfNode();
  const [ann, bob] = [aSession('ann'), aSession('bob')];
  const running = new RecordingSink();
  const stream = streams.openForRequest(ann, 7, running);
  stream.send('"secret"');
  const finished = new RecordingSink();
  streams.finish(streams.openForRequest(ann, 8, finished), '"secret"');
  const heard = listen(streams, ann);
  streams.tell('ann', '"secret"');

  for (const { lastEventId } of [running, finished, heard]) {
    const stolen = await resume(streams, bob, lastEventId.replace(/\d+$/, '0'));
    assert.doesNotMatch(stolen.text, /secret/);
  }
  await turn();
  assert.equal(running.ended, false);
  assert.equal(heard.ended, false);
  streams.tell('ann', '"more"');
  assert.deepEqual(heard.messages, ['"secret"', '"more"']);
});

test('an event id that is not ours is refused before the connection becomes a stream', async () => {
  const { streams } = streamsOfNode();
  const connect = () => assert.fail('became a stream');
  await assert.rejects(resume(streams, aSession(), 'not ours', { connect }), { code: 'INVALID_PARAMS' });
});

test('a log that cannot be read refuses a stranger before the connection becomes a stream', async () => {
  const log = new FailingEventLog();
  log.failsToRead = 'rejects';
  const { streams } = streamsOfNode(log);
  const connect = () => assert.fail('became a stream');
  await assert.rejects(resume(streams, aSession(), 'r-n2-x1.5', { connect }), /The log is away/);
});
