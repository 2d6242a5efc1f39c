// The exact bytes of event frames; clients and proxies parse them line by line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SSE_KEEP_ALIVE, sseMessage, sseMessageWithId, ssePriming, sseRetry } from './sse.ts';

test('a message is one event with one line of data', () => {
  assert.equal(sseMessage('{"a":1}'), 'event: message\ndata: {"a":1}\n\n');
});

test('a message with an id can be come back to', () => {
  assert.equal(sseMessageWithId('r1.3', '{}'), 'id: r1.3\nevent: message\ndata: {}\n\n');
});

test('a priming event has an id and an empty data line, because clients dispatch only events with data', () => {
  assert.equal(ssePriming('r1.0'), 'id: r1.0\ndata: \n\n');
});

test('a retry frame tells the delay in milliseconds', () => {
  assert.equal(sseRetry(300), 'retry: 300\n\n');
});

test('a keep-alive is a comment and no event', () => {
  assert.equal(SSE_KEEP_ALIVE, ':\n\n');
});
