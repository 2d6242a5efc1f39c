import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doubtOf, explain, type Slice } from './slice.ts';

const clean: Slice = {
  server: 'fleet',
  requestCount: 20_000,
  requestsPerSecond: 40_000,
  p50Micros: 1500,
  p99Micros: 3000,
  serverCpuMicrosPerRequest: 24,
  generatorCpuMicrosPerRequest: 14,
  serverShare: 0.99,
  serverWaitShare: 0.01,
  generatorShare: 0.56,
  generatorWaitShare: 0,
  parsedShare: 0,
  idleServerShare: 0.001,
  residentBytes: 90_000_000,
};

test('a saturated server and a generator with time to spare are believed', () => {
  assert.equal(doubtOf(clean), undefined);
});

test('a generator above four fifths of its core may have been the bottleneck', () => {
  assert.equal(doubtOf({ ...clean, generatorShare: 0.81 }), 'generator-bound');
});

test('a server below 95 % of its core was not measured at its limit', () => {
  assert.equal(doubtOf({ ...clean, serverShare: 0.94 }), 'server not saturated');
});

test('a server that lost its own core, or waited for a generator that lost its, is not to blame', () => {
  assert.equal(doubtOf({ ...clean, serverShare: 0.8, serverWaitShare: 0.19 }), 'the machine is busy');
  assert.equal(doubtOf({ ...clean, serverShare: 0.8, generatorWaitShare: 0.4 }), 'the machine is busy');
});

test('a server that works while it is not measured disturbs the one that is', () => {
  assert.equal(doubtOf({ ...clean, idleServerShare: 0.2 }), 'another server was not idle');
});

test('a slice without answers is never believed', () => {
  assert.equal(doubtOf({ ...clean, requestCount: 0 }), 'no answers');
});

test('the explanation names the server and its shares', () => {
  assert.match(explain({ ...clean, generatorShare: 0.9 }), /^fleet: generator at 90 % of its core/);
});
