// Which queue goes next, and who leaves a full one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backlog } from './admission-backlog.ts';
import { Bulkhead } from './bulkhead.ts';
import { Waiter } from './fair-queue.ts';
import { Tenant } from './fair-queue-tenant.ts';

function scene() {
  let lastTurn = 0;
  const backlog = new Backlog<string>();
  const bulkhead = (limit: number) =>
    new Bulkhead<string>(undefined, limit, { targetDelayMs: 50, intervalMs: 500 });
  const common = bulkhead(Number.POSITIVE_INFINITY);
  return {
    backlog,
    bulkhead,
    common,
    tenant: (weight = 1) => new Tenant(weight, { next: () => ++lastTurn }),
    put: (item: string, tenant: Tenant, { into = common, atMs = 0 } = {}) => {
      const waiter = new Waiter(item, tenant, { queuedAtMs: atMs, startByMs: Number.POSITIVE_INFINITY });
      backlog.push(waiter, into);
      return waiter;
    },
  };
}

test('calls behind a full bulkhead do not hold up those of another', () => {
  const { backlog, bulkhead, put, tenant } = scene();
  const slow = bulkhead(1);
  const ada = tenant();
  put('slow', ada, { into: slow });
  put('fast', ada, { atMs: 5 });
  slow.running = 1;
  assert.equal(backlog.take(10)?.item, 'fast');
  assert.equal(backlog.take(10), undefined);
  slow.running = 0;
  assert.equal(backlog.take(10)?.item, 'slow');
  assert.equal(backlog.size, 0);
});

test('over all bulkheads the tenant that holds the least goes first', () => {
  const { backlog, bulkhead, put, tenant } = scene();
  const [flood, small] = [tenant(), tenant()];
  flood.starts();
  for (const into of [bulkhead(9), bulkhead(9), bulkhead(9)]) put('flood', flood, { into });
  put('small', small, { atMs: 5 });
  assert.equal(backlog.take(10)?.item, 'small');
});

test('a tenant with calls for many targets has one turn, not one for each', () => {
  const { backlog, bulkhead, put, tenant } = scene();
  const [many, one] = [tenant(), tenant()];
  for (const into of [bulkhead(9), bulkhead(9), bulkhead(9)]) put('many', many, { into });
  for (const _ of [1, 2, 3]) put('one', one, { atMs: 5 });
  const order = Array.from({ length: 6 }, () => backlog.take(10)?.item);
  assert.deepEqual(order, ['many', 'one', 'many', 'one', 'many', 'one']);
});

test('the newcomer itself has to leave when nobody has more', () => {
  const { backlog, put, tenant } = scene();
  const [ada, bob] = [tenant(), tenant()];
  assert.equal(backlog.victim(ada, 'last'), undefined);
  put('a1', ada);
  put('a2', ada);
  put('b1', bob);
  assert.equal(backlog.victim(ada, 'last'), undefined);
  assert.equal(backlog.victim(bob, 'last'), undefined);
});

test('a tenant with more than the newcomer would have gives up its last call', () => {
  const { backlog, put, tenant } = scene();
  const [flood, small] = [tenant(), tenant()];
  for (const item of ['f1', 'f2', 'f3']) put(item, flood);
  put('s1', small);
  assert.equal(backlog.victim(small, 'last')?.item, 'f3');
  assert.equal(backlog.victim(flood, 'last'), undefined);
});

test('how much is too much is measured by weight', () => {
  const { backlog, put, tenant } = scene();
  const [heavy, light] = [tenant(3), tenant()];
  for (const item of ['h1', 'h2', 'h3']) put(item, heavy);
  put('l1', light);
  assert.equal(backlog.victim(light, 'last'), undefined);
  put('l2', light);
  assert.equal(backlog.victim(heavy, 'last')?.item, 'l2');
});

test('with calls in several bulkheads the last of the longest queue leaves', () => {
  const { backlog, bulkhead, put, tenant } = scene();
  const [flood, small] = [tenant(), tenant()];
  const slow = bulkhead(1);
  put('f1', flood);
  for (const item of ['s1', 's2', 's3']) put(item, flood, { into: slow });
  assert.equal(backlog.victim(small, 'last')?.item, 's3');
});

test('dropping the oldest drops that of the newcomer, or of whoever has more', () => {
  const { backlog, bulkhead, put, tenant } = scene();
  const [flood, small] = [tenant(), tenant()];
  put('f-new', flood, { atMs: 9 });
  put('f-old', flood, { atMs: 1, into: bulkhead(1) });
  put('f-mid', flood, { atMs: 5 });
  put('s1', small, { atMs: 0 });
  assert.equal(backlog.victim(flood, 'oldest')?.item, 'f-old');
  assert.equal(backlog.victim(small, 'oldest')?.item, 'f-old');
});

test('among tenants with one call each, a new tenant drops the one that has waited longest', () => {
  const { backlog, put, tenant } = scene();
  put('first', tenant(), { atMs: 1 });
  put('second', tenant(), { atMs: 2 });
  assert.equal(backlog.victim(tenant(), 'oldest')?.item, 'first');
});

test('tenants are counted while they wait', () => {
  const { backlog, common, put, tenant } = scene();
  const ada = tenant();
  const first = put('a1', ada);
  put('a2', ada);
  put('b1', tenant());
  assert.equal(backlog.tenants, 2);
  backlog.remove(first, common);
  assert.equal(backlog.tenants, 2);
  backlog.take(0);
  backlog.take(0);
  assert.equal(backlog.tenants, 0);
  assert.equal(backlog.size, 0);
});
