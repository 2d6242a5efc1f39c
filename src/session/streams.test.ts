// The streams of a node: who is told what, who is awaited back, and what is let go.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecordingSink } from '../../test/support/recording-sink.ts';
import { DETACHED_TTL_MS, listen, resume, streamsOfNode } from '../../test/support/session-streams.ts';
import { aSession } from '../../test/support/sessions.ts';

test('the last message of a request ends its stream, and nothing of it is held', () => {
  const { streams } = streamsOfNode();
  const sink = new RecordingSink();
  const stream = streams.openForRequest(aSession(), 1, sink);
  assert.equal(streams.size, 1);
  streams.finish(stream, '"answer"');
  assert.deepEqual(sink.messages, ['"answer"']);
  assert.equal(sink.ended, true);
  assert.equal(streams.size, 0);
});

test('a cancelled request ends its stream without a message', () => {
  const { streams } = streamsOfNode();
  const sink = new RecordingSink();
  streams.finish(streams.openForRequest(aSession(), 1, sink), undefined);
  assert.deepEqual(sink.messages, []);
  assert.equal(sink.ended, true);
  assert.equal(streams.size, 0);
});

test('a message for a session goes to exactly one stream, a connected one first', () => {
  const { streams } = streamsOfNode();
  const session = aSession();
  const [first, second] = [listen(streams, session), listen(streams, session)];
  streams.tell('session1', '"1"');
  second.leave();
  streams.tell('session1', '"2"');
  assert.deepEqual([first.messages, second.messages], [['"2"'], ['"1"']]);
});

test('a session without a listening stream cannot be told anything', () => {
  const { streams } = streamsOfNode();
  streams.openForRequest(aSession(), 1, new RecordingSink());
  assert.equal(streams.tell('session1', '"1"'), false);
  assert.deepEqual([...streams.listeners()], []);
});

test('a message for a client that is away is kept for it', async () => {
  const { streams } = streamsOfNode();
  const session = aSession();
  const sink = listen(streams, session);
  sink.leave();
  assert.equal(streams.tell('session1', '"1"'), true);
  const back = await resume(streams, session, sink.lastEventId);
  assert.deepEqual(back.messages, ['"1"']);
});

test('of more than four listening streams of a session the oldest is closed', () => {
  const { streams } = streamsOfNode();
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
  const { streams, clock } = streamsOfNode();
  const session = aSession();
  listen(streams, session).leave();
  clock.advance(DETACHED_TTL_MS - 1);
  assert.deepEqual([...streams.listeners()], [session]);
  clock.advance(1);
  assert.deepEqual([...streams.listeners()], []);
  assert.equal(streams.tell('session1', '"1"'), false);
});

test('a client that came back in time is kept for as long as it stays', async () => {
  const { streams, clock } = streamsOfNode();
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
  const { streams } = streamsOfNode();
  const session = aSession();
  const other = listen(streams, aSession('session2'));
  const request = new RecordingSink();
  streams.openForRequest(session, 1, request);
  const sinks = [request, listen(streams, session), listen(streams, session)];
  streams.closeSession(session.facts.id);
  assert.deepEqual(
    sinks.map(({ ended }) => ended),
    [true, true, true],
  );
  assert.equal(other.ended, false);
  assert.equal(streams.size, 1);
});

test('clients that listen, and those that wait for an answer, are told to come back in turn', () => {
  const { streams, clock } = streamsOfNode();
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
