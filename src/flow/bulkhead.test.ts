// Which calls share a compartment, and how its times are learnt.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../test/support/seeded-random.ts';
import { Bulkheads } from './bulkhead.ts';
import { SlotTimes } from './bulkhead-times.ts';

const DELAY = { targetDelayMs: 50, intervalMs: 500 };

function bulkheadsOf(limits: Readonly<Record<string, number>>) {
  return new Bulkheads<string>({ limitOf: (target) => limits[target], delayTarget: DELAY });
}

test('targets without a limit share one bulkhead that has none', () => {
  const bulkheads = bulkheadsOf({ slow: 2 });
  assert.equal(bulkheads.of('add'), bulkheads.common);
  assert.equal(bulkheads.of(undefined), bulkheads.common);
  assert.equal(bulkheads.common.limit, Number.POSITIVE_INFINITY);
  assert.deepEqual([...bulkheads.values()], []);
});

test('a target with a limit has a bulkhead of its own', () => {
  const bulkheads = bulkheadsOf({ slow: 2 });
  const slow = bulkheads.of('slow');
  assert.equal(slow.limit, 2);
  assert.equal(bulkheads.of('slow'), slow);
  slow.running = 1;
  assert.equal(slow.hasRoom, true);
  slow.running = 2;
  assert.equal(slow.hasRoom, false);
});

test('a changed limit holds from the next call on', () => {
  const limits = { slow: 2 };
  const bulkheads = bulkheadsOf(limits);
  const slow = bulkheads.of('slow');
  limits.slow = 5;
  bulkheads.of('slow');
  assert.equal(slow.limit, 5);
});

for (const wrong of [0, -1, Number.NaN]) {
  test(`a limit of ${wrong} lets one call at a time run`, () => {
    assert.equal(bulkheadsOf({ slow: wrong }).of('slow').limit, 1);
  });
}

test('bulkheads of targets that nobody calls any more are forgotten when very many come; busy ones are not', () => {
  const bulkheads = new Bulkheads<string>({ limitOf: () => 1, delayTarget: DELAY });
  const busy = bulkheads.of('busy');
  busy.running = 1;
  for (let index = 0; index < 5000; index++) bulkheads.of(`file:///${index}`);
  assert.equal(bulkheads.of('busy'), busy);
  assert.ok([...bulkheads.values()].length <= 1000);
});

test('nothing is known of times before the first sample', () => {
  const times = new SlotTimes();
  assert.deepEqual([times.meanMs, times.medianMs], [0, 0]);
  times.record(80);
  assert.deepEqual([times.meanMs, times.medianMs], [80, 80]);
});

test('the mean follows a change within some dozens of calls', () => {
  const times = new SlotTimes();
  for (let index = 0; index < 50; index++) times.record(100);
  for (let index = 0; index < 60; index++) times.record(20);
  assert.ok(Math.abs(times.meanMs - 20) < 5, `mean ${times.meanMs}`);
});

test('the median is not moved by the few calls that hang', () => {
  const random = seededRandom(3);
  const times = new SlotTimes();
  for (let index = 0; index < 2000; index++) times.record(random() < 0.1 ? 30_000 : 5 + 10 * random());
  assert.ok(times.medianMs > 7 && times.medianMs < 15, `median ${times.medianMs}`);
  assert.ok(times.meanMs > 500, `mean ${times.meanMs}`);
});

test('a median comes back from calls that took no time at all', () => {
  const times = new SlotTimes();
  for (let index = 0; index < 1000; index++) times.record(0);
  for (let index = 0; index < 150; index++) times.record(100);
  assert.ok(times.medianMs > 80, `median ${times.medianMs}`);
});
