// What is kept between charts, and what is not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Totals } from './totals.ts';
import { createTotalsCache, type TotalsRequest } from './totals-cache.ts';

const file = { path: '/a.csv', name: 'a.csv', bytes: 10, modifiedMs: 1, isGenerated: false };
const request: TotalsRequest = { file, x: 'region', bucket: 'week' };
const totals: Totals = {
  x: 'region',
  xKind: 'text',
  bucket: undefined,
  header: [],
  rows: 0,
  groups: new Map(),
};

function countingCache() {
  const cache = createTotalsCache();
  let loads = 0;
  const load = async () => {
    loads += 1;
    return totals;
  };
  return { get: (asked: TotalsRequest) => cache(asked, load), loads: () => loads };
}

test('the same totals are loaded once', async () => {
  const { get, loads } = countingCache();
  assert.equal(await get(request), totals);
  assert.equal(await get({ ...request, file: { ...file } }), totals);
  assert.equal(loads(), 1);
});

test('another column, bucket or version of the file is loaded by itself', async () => {
  const { get, loads } = countingCache();
  await get(request);
  await get({ ...request, x: 'product' });
  await get({ ...request, bucket: 'day' });
  await get({ ...request, file: { ...file, modifiedMs: 2 } });
  await get({ ...request, file: { ...file, bytes: 11 } });
  assert.equal(loads(), 5);
});

test('a failure is not kept', async () => {
  const cache = createTotalsCache();
  await assert.rejects(
    cache(request, async () => {
      throw new Error('cancelled');
    }),
    /cancelled/,
  );
  assert.equal(await cache(request, async () => totals), totals);
});
