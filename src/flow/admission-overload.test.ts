// What changes when the queue stands, when limits are changed, and when the limit follows the latency.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { busyAdmission, type OfferedCall, openAdmission } from '../../test/support/offered-calls.ts';
import type { AdmissionOptions } from './admission-options.ts';

/** Overload that has lasted: two calls are served while the queue stands, at 400 ms and at 1000 ms. */
async function overloaded(options: AdmissionOptions<OfferedCall> = {}) {
  const all = await busyAdmission(options);
  for (let index = 0; index < 20; index++) all.offer(`old ${index}`, { timeoutMs: 0 });
  all.clock.advance(400);
  await all.finish('running');
  all.clock.advance(600);
  return all;
}

test('under sustained overload the newest call is served first', async () => {
  const { offer, finish, running } = await overloaded();
  offer('newest', { timeoutMs: 0 });
  await finish('old 0');
  assert.deepEqual(running, ['newest']);
});

test('in a standing queue those that have waited for long are refused', async () => {
  const { offer, finish, settled, admission } = await overloaded();
  const fresh = offer('fresh', { timeoutMs: 0 });
  offer('newest', { timeoutMs: 0 });
  await finish('old 0');
  await settled();
  assert.equal(admission.stats().refused.stale, 19);
  assert.equal(fresh.outcome, undefined);
  assert.equal(admission.stats().newestFirst, true);
});

test('under wait nobody is refused for having waited', async () => {
  const { finish, offer, running, admission } = await overloaded({ saturation: 'wait' });
  offer('newest', { timeoutMs: 0 });
  await finish('old 0');
  assert.deepEqual(running, ['newest']);
  assert.equal(admission.stats().queued, 19);
  assert.equal(admission.stats().newestFirst, true);
});

test('a standing queue takes no more of a tenant than can be served before it is shed', async () => {
  const { clock, offer, finish } = await overloaded();
  offer('newest', { timeoutMs: 0 });
  await finish('old 0');
  clock.advance(100);
  // Calls take 139 ms by now, and are shed after 50 ms more than that.
  const offered = ['a', 'b', 'c', 'd'].map((id) => offer(id, { timeoutMs: 0 }));
  assert.deepEqual(
    offered.map(({ refusal }) => refusal),
    [undefined, undefined, 'queue-full', 'queue-full'],
  );
  assert.equal(offer('other', { timeoutMs: 0, principal: 'other' }).outcome, undefined);
});

test('a standing queue before many slots takes a quarter of what could be served before it is shed', async () => {
  const { admission, clock, offer, finish } = openAdmission({ maxConcurrent: 200 });
  const ids = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${prefix} ${index}`);
  const offerAll = (all: string[]) => all.map((id) => offer(id, { timeoutMs: 0 }));
  for (const id of ids('running', 200)) offer(id);
  clock.advance(100);
  await finish(...ids('running', 200));
  for (const id of ids('again', 200)) offer(id);
  offerAll(ids('old', 10));
  clock.advance(400);
  await finish('again 0');
  clock.advance(600);
  offer('newest', { timeoutMs: 0 });
  await finish('again 1');
  assert.equal(admission.stats().queued, 0);
  const refused = offerAll(ids('more', 200)).filter(({ refusal }) => refusal === 'queue-full');
  assert.equal(admission.stats().newestFirst, true);
  // Calls take 159 ms by now and are shed after 209; 263 could be served by then.
  assert.equal(200 - refused.length, 66);
});

test('a higher limit lets waiting calls run at once; a lower one lets running ones end', async () => {
  const { admission, offer, running, finish } = openAdmission({ maxConcurrent: 1 });
  for (const id of ['a', 'b', 'c', 'd', 'e']) offer(id);
  admission.reconfigure({ maxConcurrent: 3 });
  assert.deepEqual(running, ['a', 'b', 'c']);
  admission.reconfigure({ maxConcurrent: 1 });
  await finish('a', 'b');
  assert.deepEqual(running, ['c']);
  await finish('c');
  assert.deepEqual(running, ['d']);
});

test('other limits hold at once, those that are not named stay', async () => {
  const { admission, offer } = await busyAdmission({ maxQueue: 3 });
  for (const id of ['a', 'b', 'c']) offer(id);
  admission.reconfigure({ maxQueue: 1 });
  assert.equal(admission.stats().queued, 3);
  assert.equal(offer('d').refusal, 'queue-full');
  admission.reconfigure({ saturation: 'wait' });
  assert.equal(offer('e').outcome, undefined);
  assert.equal(admission.stats().limit, 1);
});

test('a wrong change is refused and changes nothing', async () => {
  const { admission, offer } = await busyAdmission({ maxQueue: 1, adaptive: { minConcurrent: 1 } });
  offer('a');
  const wrong = { maxQueue: 5, maxConcurrent: 0 };
  assert.throws(() => admission.reconfigure(wrong), {
    name: 'RangeError',
    message: 'admission.maxConcurrent must be an integer from 1 to 1000000: 0.',
  });
  assert.equal(offer('b').refusal, 'queue-full');
});

test('with an adaptive limit the number of slots follows the latency', async () => {
  const { clock, admission, offer, finish } = openAdmission({
    maxConcurrent: 50,
    adaptive: { minConcurrent: 2 },
  });
  assert.equal(admission.stats().limit, 20);
  const rounds = async (count: number, tookMs: number) => {
    for (let round = 0; round < count; round++) {
      const ids = Array.from({ length: admission.stats().limit }, (_, index) => `${round} ${index}`);
      for (const id of ids) offer(id, { timeoutMs: 0 });
      clock.advance(tookMs);
      await finish(...ids);
    }
  };
  await rounds(80, 100);
  assert.equal(admission.stats().limit, 50);
  await rounds(10, 1000);
  assert.ok(admission.stats().limit < 30, `limit ${admission.stats().limit}`);
  admission.reconfigure({ maxConcurrent: 10 });
  assert.equal(admission.stats().limit, 10);
});
