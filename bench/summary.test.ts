import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerRole, Slice } from './slice.ts';
import { summarize } from './summary.ts';
import type { Round } from './throughput.ts';

const memory = {
  fleet: { maxResidentBytes: 120, endResidentBytes: 100 },
  floor: { maxResidentBytes: 80, endResidentBytes: 50 },
  sdk: { maxResidentBytes: 400, endResidentBytes: 200 },
};

function slice(server: ServerRole, requestsPerSecond: number): Slice {
  return {
    server,
    requestCount: 1,
    requestsPerSecond,
    p50Micros: 64_000_000 / requestsPerSecond,
    p99Micros: 128_000_000 / requestsPerSecond,
    serverCpuMicrosPerRequest: 1_000_000 / requestsPerSecond,
    generatorCpuMicrosPerRequest: 10,
    serverShare: 1,
    serverWaitShare: 0,
    generatorShare: 0.5,
    generatorWaitShare: 0,
    parsedShare: 0,
    idleServerShare: 0,
    residentBytes: 1,
  };
}

function round(fleet: number, floor: number, sdk: number): Round {
  return { fleet: slice('fleet', fleet), floor: slice('floor', floor), sdk: slice('sdk', sdk) };
}

const rounds = [round(36_000, 40_000, 2_000), round(18_000, 20_000, 1_000), round(34_000, 40_000, 2_000)];

test('ratios are medians of the rounds, rates are medians of the slices', () => {
  const summary = summarize({ leastOfFloor: 0.85 }, rounds, memory);
  assert.equal(summary.fleetOfFloor.requestsPerSecond, 0.9);
  assert.equal(summary.fleetOfSdk.requestsPerSecond, 18);
  assert.equal(summary.sdkOfFloor.requestsPerSecond, 0.05);
  assert.equal(summary.servers.fleet.requestsPerSecond, 34_000);
  assert.equal(summary.fleetOfFloor.maxResident, 1.5);
  assert.equal(summary.fleetOfFloor.endResident, 2);
});

test('a bar is reached at its value and missed below it', () => {
  assert.equal(summarize({ leastOfFloor: 0.9 }, rounds, memory).bar?.reached, true);
  assert.equal(summarize({ leastOfFloor: 0.91 }, rounds, memory).bar?.reached, false);
});

test('a row without a bar is only reported', () => {
  assert.equal(summarize({}, rounds, memory).bar, undefined);
});
