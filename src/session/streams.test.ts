// The streams of a node: finding the one to resume, replacing those that are lost, and letting go of the rest.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { FailingEventLog } from '../../test/support/event-logs.ts';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { RecordingSink } from '../../test/support/recording-sink.ts';
import { aSession, testRing } from '../../test/support/sessions.ts';
import { MemoryEventLog } from '../stores/memory/memory-event-log.ts';
import { MemorySessionStore } from '../stores/memory/memory-session-store.ts';
import type { EventLog } from './event-log.ts';
import { type Session, Sessions } from './sessions.ts';
import { SessionStreams } from './streams.ts';

const DETACHED_TTL_MS = 300_000;

/** One node. Nodes that share a log can take over each other's finished streams. */
function node(log: EventLog = new MemoryEventLog(), name = 'n1') {
  const clock = new ManualClock();
  const store = new MemorySessionStore({ now: clock.now });
  const sessions = new Sessions({
    ring: testRing,
    store,
    ttlMs: 1,
    maxAgeMs: 1,
    now: clock.now,
    newId: () => 'x',
  });
  let count = 0;
  const streams = new SessionStreams({
    sessions,
    log,
    retryMs: 300,
    detachedTtlMs: DETACHED_TTL_MS,
    newId: () => `${name}x${++count}`,
    after: clock.after,
  });
  return { clock, streams, log };
}

async function resume(
  streams: SessionStreams,
  session: Session,
  lastEventId: string,
): Promise<RecordingSink> {
  const sink = new RecordingSink();
  await streams.resume(session, lastEventId, () => sink);
  return sink;
}

function listen(streams: SessionStreams, session: Session): RecordingSink {
  const sink = new RecordingSink();
  streams.openForListening(session, sink);
  return sink;
}

const nodeLost = (id: unknown) => ({
  jsonrpc: '2.0',
  id,
  error: {
    code: -32015,
    message: 'The node that ran this request is gone; send the request again.',
    data: { code: 'NODE_LOST', retryable: true },
  },
});

test('the last message of a request ends its stream, and nothing of it is held', () => {
  const { streams } = node();
  const sink = new RecordingSink();
  const stream = streams.openForRequest(aSession(), 1, sink);
  assert.equal(streams.size, 1);
  streams.finish(stream, '"answer"');
  assert.deepEqual(sink.messages, ['"answer"']);
  assert.equal(sink.ended, true);
  assert.equal(streams.size, 0);
});

test('a cancelled request ends its stream without a message', () => {
  const { streams } = node();
  const sink = new RecordingSink();
  streams.finish(streams.openForRequest(aSession(), 1, sink), undefined);
  assert.deepEqual(sink.messages, []);
  assert.equal(sink.ended, true);
  assert.equal(streams.size, 0);
});

test('a client that comes back during its request gets the rest', async () => {
  const { streams } = node();
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
  const { streams } = node();
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
  const first = node();
  const session = aSession();
  const sink = new RecordingSink();
  const stream = first.streams.openForRequest(session, 1, sink);
  stream.send('1');
  const { lastEventId } = sink;
  sink.leave();
  first.streams.finish(stream, '2');
  for (const { streams } of [first, node(first.log, 'n2')]) {
    const back = await resume(streams, session, lastEventId);
    assert.deepEqual(back.messages, ['2']);
    assert.equal(back.ended, true);
  }
});

for (const requestId of [42, 'req-"1"', '', 0]) {
  test(`when the node of request ${JSON.stringify(requestId)} is lost, the client gets what there is and an error`, async () => {
    const lost = node();
    const session = aSession();
    const sink = new RecordingSink();
    const stream = lost.streams.openForRequest(session, requestId, sink);
    const { lastEventId } = sink;
    stream.send('{"n":1}');
    const back = await resume(node(lost.log, 'n2').streams, session, lastEventId);
    assert.deepEqual(
      back.messages.map((text) => JSON.parse(text)),
      [{ n: 1 }, nodeLost(requestId)],
    );
    assert.equal(back.ended, true);
  });
}

test('a request id too long to be carried costs the error, not the end of the stream', async () => {
  const lost = node();
  const session = aSession();
  const sink = new RecordingSink();
  lost.streams.openForRequest(session, 'i'.repeat(500), sink);
  const back = await resume(node(new MemoryEventLog(), 'n2').streams, session, sink.lastEventId);
  assert.deepEqual(back.messages, []);
  assert.equal(back.ended, true);
});

test('a lost listening stream is replaced by a new one', async () => {
  const lost = node();
  const session = aSession();
  const { lastEventId } = listen(lost.streams, session);
  const { streams } = node(new MemoryEventLog(), 'n2');
  const back = await resume(streams, session, lastEventId);
  assert.equal(back.ended, false);
  assert.notEqual(back.lastEventId, lastEventId);
  assert.equal(streams.tell(session.facts.id, '"news"'), true);
  assert.deepEqual(back.messages, ['"news"']);
});

test('a listening stream whose missed events are gone is replaced, and the old one let go', async () => {
  const { streams, clock } = node(new MemoryEventLog({ maxStreamChars: 200 }));
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
  const { streams } = node();
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
  const { streams } = node();
  const connect = () => assert.fail('became a stream');
  await assert.rejects(streams.resume(aSession(), 'not ours', connect), { code: 'INVALID_PARAMS' });
});

test('a log that cannot be read refuses a stranger before the connection becomes a stream', async () => {
  const log = new FailingEventLog();
  log.failsToRead = 'rejects';
  const { streams } = node(log);
  const connect = () => assert.fail('became a stream');
  await assert.rejects(streams.resume(aSession(), 'rn2x1.5', connect), /The log is away/);
});

test('a message for a session goes to exactly one stream, a connected one first', () => {
  const { streams } = node();
  const session = aSession();
  const [first, second] = [listen(streams, session), listen(streams, session)];
  streams.tell('session1', '"1"');
  second.leave();
  streams.tell('session1', '"2"');
  assert.deepEqual([first.messages, second.messages], [['"2"'], ['"1"']]);
});

test('a session without a listening stream cannot be told anything', () => {
  const { streams } = node();
  streams.openForRequest(aSession(), 1, new RecordingSink());
  assert.equal(streams.tell('session1', '"1"'), false);
  assert.deepEqual([...streams.listeners()], []);
});

test('a message for a client that is away is kept for it', async () => {
  const { streams } = node();
  const session = aSession();
  const sink = listen(streams, session);
  sink.leave();
  assert.equal(streams.tell('session1', '"1"'), true);
  const back = await resume(streams, session, sink.lastEventId);
  assert.deepEqual(back.messages, ['"1"']);
});

test('of more than four listening streams of a session the oldest is closed', () => {
  const { streams } = node();
  const session = aSession();
  const sinks = Array.from({ length: 5 }, () => listen(streams, session));
  const other = listen(streams, aSession('session2'));
  assert.deepEqual(
    sinks.map(({ ended }) => ended),
    [true, false, false, false, false],
  );
  assert.equal(other.ended, false);
});

test('a client that does not come back in time is not awaited any longer', () => {
  const { streams, clock } = node();
  const session = aSession();
  listen(streams, session).leave();
  clock.advance(DETACHED_TTL_MS - 1);
  assert.deepEqual([...streams.listeners()], [session]);
  clock.advance(1);
  assert.deepEqual([...streams.listeners()], []);
  assert.equal(streams.tell('session1', '"1"'), false);
});

test('a client that came back in time is kept for as long as it stays', async () => {
  const { streams, clock } = node();
  const session = aSession();
  const sink = listen(streams, session);
  sink.leave();
  const back = await resume(streams, session, sink.lastEventId);
  clock.advance(10 * DETACHED_TTL_MS);
  assert.equal(streams.tell('session1', '"1"'), true);
  assert.deepEqual(back.messages, ['"1"']);
  back.leave();
  assert.equal(clock.pending, 1);
});

test('the end of a session ends all its streams and no others', () => {
  const { streams } = node();
  const session = aSession();
  const other = listen(streams, aSession('session2'));
  const request = new RecordingSink();
  streams.openForRequest(session, 1, request);
  const sinks = [request, listen(streams, session), listen(streams, session)];
  streams.closeSession(session);
  assert.deepEqual(
    sinks.map(({ ended }) => ended),
    [true, true, true],
  );
  assert.equal(other.ended, false);
  assert.equal(streams.size, 1);
});

test('clients that listen, and those that wait for an answer, are told to come back in turn', () => {
  const { streams, clock } = node();
  const session = aSession('s', '2025-06-18');
  const request = new RecordingSink();
  streams.openForRequest(session, 1, request);
  const listening = [listen(streams, session), listen(streams, session)];
  streams.disconnectListeners();
  for (const sink of listening) assert.deepEqual([sink.text, sink.ended], ['retry: 300\n\n', true]);
  assert.equal(request.ended, false);
  streams.disconnectRequests();
  assert.deepEqual([request.text, request.ended], ['retry: 300\n\n', true]);
  streams.close();
  assert.equal(clock.pending, 0);
});
