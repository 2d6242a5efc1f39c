import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SseEvent, SseParser } from './sse-parser.ts';

function parse(...chunks: string[]): SseEvent[] {
  const events: SseEvent[] = [];
  const parser = new SseParser((event) => events.push(event));
  for (const chunk of chunks) parser.push(chunk);
  return events;
}

const dataOf = (events: readonly SseEvent[]): string[] => events.map(({ data }) => data);

test('an event ends with an empty line, wherever the chunks end', () => {
  assert.deepEqual(dataOf(parse('da', 'ta: one\n', '\nda', 'ta: two\n\ndata: thr')), ['one', 'two']);
});

test('lines may end in three ways, also when a chunk ends within one', () => {
  assert.deepEqual(dataOf(parse('data: a\r\n\r\n', 'data: b\r\rdata: c\n\n')), ['a', 'b', 'c']);
  assert.deepEqual(dataOf(parse('data: a\r', '\ndata: b\r', '\n\r', '\n')), ['a\nb']);
});

test('several data lines are one text, and a colon needs no space', () => {
  assert.deepEqual(dataOf(parse('data: a\ndata:b\ndata\ndata:  c\n\n')), ['a\nb\n\n c']);
});

test('comments, other fields and a byte order mark are passed over', () => {
  assert.deepEqual(dataOf(parse('\uFEFF: hi\nevent: message\nother: x\ndata: a\n\n:\n\n')), ['a']);
});

test('an event without data is none, but its id counts', () => {
  const parser = new SseParser(() => assert.fail('no event'));
  parser.push('id: s.0\ndata: \n\nretry: 20\n\nretry: soon\n\n');
  assert.equal(parser.lastEventId, 's.0');
  assert.equal(parser.retryMs, 20);
});

test('an event carries the last id that was given', () => {
  assert.deepEqual(parse('id: 1\ndata: a\n\ndata: b\n\nid: 2\ndata: c\n\nid: x\0y\ndata: d\n\n'), [
    { lastEventId: '1', data: 'a' },
    { lastEventId: '1', data: 'b' },
    { lastEventId: '2', data: 'c' },
    { lastEventId: '2', data: 'd' },
  ]);
});

test('what waits for its end is counted', () => {
  const parser = new SseParser(() => {});
  parser.push('data: 12345\ndata: 678');
  assert.equal(parser.pendingLength, 5 + 'data: 678'.length);
});
