// What is particular to event logs in memory: the bound on all streams together.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryEventLog } from './memory-event-log.ts';

const event = (seq: number, message: string) => ({ seq, message, final: false });

test('past the total bound the longest unused streams go', () => {
  const log = new MemoryEventLog({ maxTotalChars: 4500 });
  log.append('s', 'a', event(1, 'x'.repeat(900)));
  log.append('s', 'b', event(1, 'x'.repeat(900)));
  log.append('s', 'a', event(2, 'x'.repeat(900)));
  log.append('s', 'c', event(1, 'x'.repeat(900)));
  assert.equal(log.readAfter('s', 'b', 0), undefined);
  assert.equal(log.readAfter('s', 'a', 0)?.events.length, 2);
  assert.equal(log.readAfter('s', 'c', 0)?.events.length, 1);
});

test('streams count too, so that any number of short ones is bounded', () => {
  const log = new MemoryEventLog({ maxTotalChars: 10_000 });
  for (let n = 1; n <= 100; n++) log.append('s', `stream-${n}`, event(1, ''));
  const kept = Array.from({ length: 100 }, (_, index) => log.readAfter('s', `stream-${index + 1}`, 0));
  assert.equal(kept.filter((reading) => reading !== undefined).length, 15);
});

test('empty messages count too, so that a stream of them is bounded', () => {
  const log = new MemoryEventLog({ maxStreamChars: 640 });
  for (let seq = 1; seq <= 100; seq++) log.append('s', 'a', event(seq, ''));
  assert.equal(log.readAfter('s', 'a', 0), undefined);
  assert.equal(log.readAfter('s', 'a', 90)?.events.length, 10);
});

test('one event larger than the bound of its stream is kept for a client that misses only this one', () => {
  const log = new MemoryEventLog({ maxStreamChars: 100 });
  log.append('s', 'a', event(1, 'small'));
  log.append('s', 'a', event(2, 'x'.repeat(500)));
  assert.equal(log.readAfter('s', 'a', 0), undefined);
  assert.equal(log.readAfter('s', 'a', 1)?.events.length, 1);
});
