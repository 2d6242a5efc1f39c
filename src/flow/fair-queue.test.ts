// Who goes next: among tenants by what they hold and by rounds, within one by age.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comesBefore, FairQueue, Waiter } from './fair-queue.ts';
import { Tenant } from './fair-queue-tenant.ts';

const TARGET = { targetDelayMs: 50, intervalMs: 500 };

function scene() {
  let lastTurn = 0;
  const round = { next: () => ++lastTurn };
  const queue = new FairQueue<string>(TARGET);
  return {
    queue,
    tenant: (weight = 1) => new Tenant(weight, round),
    put: (item: string, tenant: Tenant, queuedAtMs = 0, into = queue) => {
      const waiter = new Waiter(item, tenant, { queuedAtMs, startByMs: Number.POSITIVE_INFINITY });
      into.push(waiter);
      return waiter;
    },
    takeAll: (nowMs = 0) => {
      const items: string[] = [];
      for (let next = queue.take(nowMs); next !== undefined; next = queue.take(nowMs)) items.push(next.item);
      return items.join(' ');
    },
  };
}

/** A scene whose queue stands at 1500 ms: one call of `tenant` has been waiting since 1000 ms. */
function standingScene() {
  const all = scene();
  const { queue, put } = all;
  const early = all.tenant();
  put('first', early, 900);
  put('old', early, 1000);
  put('newest', early, 1000);
  queue.take(1000);
  queue.take(1500);
  assert.equal(queue.newestFirst, true);
  return { ...all, early };
}

test('the calls of one tenant go in the order in which they came', () => {
  const { put, tenant, takeAll } = scene();
  const ada = tenant();
  for (const item of ['a', 'b', 'c']) put(item, ada);
  assert.equal(takeAll(), 'a b c');
});

test('tenants take turns, however many calls each of them has', () => {
  const { put, tenant, takeAll } = scene();
  const [flood, small] = [tenant(), tenant()];
  for (const item of ['f1', 'f2', 'f3', 'f4', 'f5']) put(item, flood);
  for (const item of ['s1', 's2']) put(item, small);
  assert.equal(takeAll(), 'f1 s1 f2 s2 f3 f4 f5');
});

test('a turn is as long as the weight', () => {
  const { put, tenant, takeAll } = scene();
  const [heavy, light] = [tenant(3), tenant()];
  for (const item of ['h1', 'h2', 'h3', 'h4', 'h5', 'h6']) put(item, heavy);
  for (const item of ['l1', 'l2']) put(item, light);
  assert.equal(takeAll(), 'h1 h2 h3 l1 h4 h5 h6 l2');
});

test('whoever holds the least for its weight comes first, whosever turn it is', () => {
  const { queue, put, tenant } = scene();
  const [flood, small] = [tenant(), tenant()];
  for (let slot = 0; slot < 3; slot++) flood.starts();
  small.starts();
  for (const item of ['f1', 'f2']) put(item, flood);
  for (const item of ['s1', 's2', 's3']) put(item, small);
  const order: (string | undefined)[] = [];
  for (let count = 0; count < 5; count++) {
    const next = queue.take(0);
    next?.tenant.starts();
    order.push(next?.item);
  }
  // 3 slots to 1, then 3 to 3, where turns decide.
  assert.deepEqual(order, ['s1', 's2', 'f1', 's3', 'f2']);
});

test('a slot that comes back changes who is next', () => {
  const { queue, put, tenant } = scene();
  const [ada, bob] = [tenant(), tenant()];
  ada.starts();
  put('a', ada);
  put('b', bob);
  bob.starts();
  bob.starts();
  assert.equal(queue.peek(0)?.tenant, ada);
  bob.ends();
  bob.ends();
  assert.equal(queue.peek(0)?.tenant, bob);
});

test('with more tenants than slots a heavier one still gets more', () => {
  const { queue, put, tenant } = scene();
  const heavy = tenant(3);
  const light = [tenant(), tenant(), tenant(), tenant()];
  for (let index = 0; index < 9; index++) put('heavy', heavy);
  for (const one of light) for (let index = 0; index < 9; index++) put('light', one);
  const taken = Array.from({ length: 14 }, () => queue.take(0)?.item);
  assert.equal(taken.filter((item) => item === 'heavy').length, 6);
});

test('in a standing queue the newest call goes first', () => {
  const { early, put, takeAll } = standingScene();
  put('new', early, 1501);
  put('newer', early, 1502);
  assert.equal(takeAll(1503), 'newer new old');
});

test('in a standing queue tenants whose calls are all old come after those with a fresh one', () => {
  const { put, tenant, takeAll } = standingScene();
  const [ada, bob] = [tenant(), tenant()];
  put('a', ada, 1501);
  put('b', bob, 1501);
  assert.equal(takeAll(1505), 'a b old');
});

test('a fresh call brings a tenant with old ones back into the round', () => {
  const { queue, early, put, tenant } = standingScene();
  const ada = tenant();
  put('a1', ada, 1501);
  put('a2', ada, 1501);
  assert.equal(queue.take(1502)?.item, 'a2');
  put('fresh', early, 1503);
  assert.equal(queue.take(1504)?.item, 'fresh');
  assert.equal(queue.take(1505)?.item, 'a1');
});

test('the queue goes back to oldest first when its delay is below the target', () => {
  const { queue, early, put, takeAll } = standingScene();
  takeAll(1505);
  put('x', early, 1600);
  put('y', early, 1601);
  assert.equal(queue.newestFirst, false);
  assert.equal(takeAll(1610), 'x y');
});

test('one that leaves is passed over, and leaves nothing of its tenant behind', () => {
  const { queue, put, tenant, takeAll } = scene();
  const [ada, bob] = [tenant(), tenant()];
  const gone = put('a', ada);
  const also = put('b1', bob);
  put('b2', bob);
  queue.remove(gone);
  queue.remove(also);
  queue.remove(also);
  assert.equal(queue.size, 1);
  assert.equal(ada.idle, true);
  assert.equal(ada.places.size, 0);
  assert.equal(takeAll(), 'b2');
  assert.equal(queue.oldest, undefined);
});

test('how many go first follows from the rounds, not from the length of the queue', () => {
  const { queue, put, tenant } = scene();
  const [flood, small, heavy] = [tenant(), tenant(), tenant(4)];
  for (let index = 0; index < 100; index++) put('f', flood);
  assert.equal(queue.ahead(flood), 100);
  assert.equal(queue.ahead(small), 1);
  assert.equal(queue.ahead(heavy), 0.25);
  put('s', small);
  assert.equal(queue.ahead(small), 3);
  assert.equal(queue.shareOf(small), 0.5);
  assert.equal(queue.shareOf(heavy), 4 / 6);
});

test('in a standing queue old calls of the same tenant do not go first', () => {
  const { queue, early, put } = standingScene();
  for (let index = 0; index < 10; index++) put('more', early, 1501);
  assert.equal(queue.ahead(early), 0);
});

test('the last to go is the newest, in a standing queue the oldest', () => {
  const calm = scene();
  const ada = calm.tenant();
  for (const item of ['a', 'b', 'c']) calm.put(item, ada);
  assert.equal(calm.queue.lastOf(ada)?.item, 'c');
  assert.equal(calm.queue.oldestOf(ada)?.item, 'a');
  assert.equal(calm.queue.lastOf(calm.tenant()), undefined);
  const { queue, early, put } = standingScene();
  put('new', early, 1501);
  assert.equal(queue.lastOf(early)?.item, 'old');
});

test('of two queues with calls of one tenant, the one with the older call is ahead', () => {
  const { queue, put, tenant } = scene();
  const other = new FairQueue<string>(TARGET);
  const ada = tenant();
  put('here', ada, 20);
  put('there', ada, 10, other);
  const [here, there] = [queue.peek(30), other.peek(30)];
  assert.ok(here && there);
  assert.equal(comesBefore(there, here), true);
  assert.equal(comesBefore(here, there), false);
});
