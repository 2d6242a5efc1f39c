// Whom a call counts for, and what tenants are ordered by.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Tenant, Tenants } from './fair-queue-tenant.ts';

interface Caller {
  readonly principal: string | undefined;
  readonly address: string | undefined;
}

const byPrincipal = (principal: string): Caller => ({ principal, address: '10.0.0.1' });
const byAddress = (address: string | undefined): Caller => ({ principal: undefined, address });

function tenantOf(weight: number) {
  let last = 0;
  return new Tenant(weight, { next: () => ++last });
}

test('a principal is one tenant from wherever it calls', () => {
  const tenants = new Tenants<Caller>(() => 1);
  const home = tenants.of({ principal: 'ada', address: '10.0.0.1' });
  assert.equal(tenants.of({ principal: 'ada', address: '10.0.0.2' }), home);
  assert.notEqual(tenants.of(byPrincipal('bob')), home);
});

test('without a principal the network counts, and never meets a principal of that name', () => {
  const tenants = new Tenants<Caller>(() => 1);
  const one = tenants.of(byAddress('10.0.0.1'));
  assert.equal(tenants.of(byAddress('10.0.0.1')), one);
  assert.notEqual(tenants.of(byAddress('10.0.0.2')), one);
  assert.notEqual(tenants.of(byPrincipal('10.0.0.1')), one);
  assert.equal(tenants.of(byAddress('2001:db8:1:2::1')), tenants.of(byAddress('2001:db8:1:2:ffff::9')));
  assert.equal(tenants.of(byAddress(undefined)), tenants.of(byAddress(undefined)));
});

for (const [given, weight] of [
  [0.2, 1],
  [-3, 1],
  [Number.NaN, 1],
  [2.5, 2.5],
  [1e9, 1000],
]) {
  test(`a weight of ${given} counts as ${weight}`, () => {
    assert.equal(new Tenants<Caller>(() => given ?? 0).of(byPrincipal('ada')).weight, weight);
  });
}

test('a weight is asked for again only when nothing of the tenant runs or waits', () => {
  let weight = 2;
  const tenants = new Tenants<Caller>(() => weight);
  const ada = tenants.of(byPrincipal('ada'));
  ada.starts();
  weight = 5;
  assert.equal(tenants.of(byPrincipal('ada')).weight, 2);
  ada.ends();
  assert.equal(tenants.of(byPrincipal('ada')).weight, 5);
});

test('tenants that are gone are forgotten when many others come; those that are not, are not', () => {
  const tenants = new Tenants<Caller>(() => 1);
  const gone = tenants.of(byPrincipal('gone'));
  const running = tenants.of(byPrincipal('running'));
  const waiting = tenants.of(byAddress('10.0.0.1'));
  running.starts();
  waiting.joins();
  for (let index = 0; index < 3000; index++) tenants.of(byPrincipal(`passer-by ${index}`));
  assert.equal(tenants.of(byPrincipal('running')), running);
  assert.equal(tenants.of(byAddress('10.0.0.1')), waiting);
  assert.notEqual(tenants.of(byPrincipal('gone')), gone);
});

test('the level rises by one for each full weight of slots', () => {
  const tenant = tenantOf(3);
  const levels = Array.from({ length: 7 }, () => {
    tenant.starts();
    return tenant.level;
  });
  assert.deepEqual(levels, [0, 0, 1, 1, 1, 2, 2]);
  tenant.ends();
  tenant.ends();
  assert.equal(tenant.level, 1);
});

test('a turn lasts for as many calls as the weight', () => {
  const tenant = tenantOf(2);
  tenant.joins();
  const turns = [1, 2, 3, 4, 5].map(() => {
    tenant.pays();
    return tenant.turn;
  });
  assert.deepEqual(turns, [1, 2, 2, 3, 3]);
});

test('a fraction of a weight is saved up', () => {
  const tenant = tenantOf(1.5);
  tenant.joins();
  const turns = [1, 2, 3, 4].map(() => {
    tenant.pays();
    return tenant.turn;
  });
  assert.deepEqual(turns, [2, 2, 3, 4]);
});

test('whoever comes back gets a place at the end of the round', () => {
  const tenant = tenantOf(1);
  tenant.joins();
  assert.equal(tenant.turn, 1);
  tenant.joins();
  assert.equal(tenant.turn, 1);
  tenant.leaves();
  tenant.leaves();
  tenant.joins();
  assert.equal(tenant.turn, 2);
});

test('places are told of a new level and of a new turn, and of nothing else', () => {
  const tenant = tenantOf(2);
  let told = 0;
  tenant.places.add({ reorder: () => void told++ });
  tenant.joins();
  tenant.starts();
  assert.equal(told, 0);
  tenant.starts();
  assert.equal(told, 1);
  tenant.pays();
  assert.equal(told, 1);
  tenant.pays();
  assert.equal(told, 2);
});
