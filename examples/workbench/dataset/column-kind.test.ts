// How values are told apart, and units from names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inferKind, toNumber, toTimeMs, unitOf } from './column-kind.ts';

test('a column is of the kind that all its values have', () => {
  assert.equal(inferKind(['1', '-2.5', '', '3e4']), 'number');
  assert.equal(inferKind(['2024-01-01', '2024-01-01T10:00:00Z', '2024-01-01 10:00']), 'time');
  assert.equal(inferKind(['1', 'two']), 'text');
  assert.equal(inferKind(['2024-01-01', 'later']), 'text');
});

test('a column of blanks is text', () => {
  assert.equal(inferKind(['', '']), 'text');
  assert.equal(inferKind([]), 'text');
});

test('only finite decimal numbers are numbers', () => {
  assert.equal(toNumber('12.50'), 12.5);
  assert.equal(toNumber('-.5'), -0.5);
  for (const value of ['', ' ', '0x10', '0b1', '1e999', 'Infinity', 'NaN', '1,5', '12 %', '-']) {
    assert.equal(toNumber(value), undefined, value);
  }
});

test('a time without an offset is taken as UTC', () => {
  assert.equal(toTimeMs('2024-01-01T00:00:01'), 1_704_067_201_000);
  assert.equal(toTimeMs('2024-01-01T01:00:01+01:00'), 1_704_067_201_000);
  assert.equal(toTimeMs('2024-01-01'), 1_704_067_200_000);
});

test('what looks like a time but is none is not taken for one', () => {
  assert.equal(toTimeMs('2024-13-01'), undefined);
  assert.equal(toTimeMs('20240101'), undefined);
});

test('the end of a name tells its unit', () => {
  assert.equal(unitOf('latency_ms'), 'ms');
  assert.equal(unitOf('price_eur'), '€');
  assert.equal(unitOf('quantity'), undefined);
  assert.equal(unitOf('unit_price'), undefined);
});
