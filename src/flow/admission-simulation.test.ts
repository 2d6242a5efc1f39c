// Admission under load that does not wait for answers, in simulated time: what it serves, how fast, and to whom.
// Chance is seeded, so that every run is the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeWork } from '../../test/support/fake-work.ts';
import { seededRandom } from '../../test/support/seeded-random.ts';
import { FleetError } from '../protocol/errors.ts';
import { Admission } from './admission.ts';
import type { AdmissionOptions } from './admission-options.ts';
import { type Heaped, IndexedHeap } from './fair-queue-heap.ts';

interface Event extends Heaped {
  readonly atMs: number;
  readonly order: number;
  readonly callback: () => void;
}

class Simulation {
  #nowMs = 0;
  #order = 0;
  readonly #events = new IndexedHeap<Event>((a, b) =>
    a.atMs === b.atMs ? a.order < b.order : a.atMs < b.atMs,
  );

  readonly now = (): number => this.#nowMs;

  readonly after = (delayMs: number, callback: () => void): (() => void) => {
    const event = { atMs: this.#nowMs + delayMs, order: this.#order++, callback, heapIndex: -1 };
    this.#events.add(event);
    return () => this.#events.remove(event);
  };

  readonly soon = (callback: () => void): void => void this.after(0, callback);

  async run(untilMs: number): Promise<void> {
    for (let next = this.#events.top; next !== undefined && next.atMs <= untilMs; next = this.#events.top) {
      this.#events.remove(next);
      this.#nowMs = next.atMs;
      next.callback();
      // As many steps as the longest chain of promises from a handler to its client.
      for (let step = 0; step < 5; step++) await undefined;
    }
  }
}

/** Calls that come at random times (Poisson) and take random times (exponential). */
interface Load {
  readonly perSecond: number;
  readonly meanMs: number;
  readonly principal?: string | ((index: number) => string);
  /** 0: the node is not told of any. */
  readonly timeoutMs?: number;
  /** Milliseconds after which the client gives up. */
  readonly patienceMs?: number;
}

interface Outcome {
  /** Answers a second that came in time. */
  readonly goodput: number;
  /** Share of the calls offered that were answered in time. */
  readonly successRate: number;
  /** From offer to answer, of those that were answered. */
  readonly latencyP99Ms: number;
  /** From offer to start, of the same. */
  readonly queueP99Ms: number;
  /** From offer to refusal, of those that were refused. */
  readonly refusalP50Ms: number;
}

const WARMUP_MS = 2000;
const DEADLINE_MS = 5000;

class Client {
  readonly #queueMs: number[] = [];
  readonly #latencyMs: number[] = [];
  readonly #refusalMs: number[] = [];
  #offered = 0;
  #answeredOfOffered = 0;
  #answered = 0;
  readonly #untilMs: number;

  constructor(untilMs: number) {
    this.#untilMs = untilMs;
  }

  drive(load: Load, admission: Admission<FakeWork, number>, { now, after }: Simulation, seed: number): void {
    const random = seededRandom(seed);
    const exponential = (mean: number): number => -Math.log(1 - random()) * mean;
    const handle = admission.layer(() => {
      const startedAtMs = now();
      return new Promise((resolve) => after(exponential(load.meanMs), () => resolve(startedAtMs)));
    });
    const { principal, timeoutMs = DEADLINE_MS, patienceMs = DEADLINE_MS } = load;
    let index = 0;
    const offer = (): void => {
      if (now() < this.#untilMs) after(exponential(1000 / load.perSecond), offer);
      const name = typeof principal === 'function' ? principal(index++) : principal;
      const call = new FakeWork({ principal: name, timeoutMs, startedAtMs: now() });
      if (this.#counts(call.startedAtMs)) this.#offered++;
      const leaves = after(patienceMs, () => call.abort(new FleetError('DEADLINE_EXCEEDED', 'Too late.')));
      const ends = (result: number | FleetError): void => {
        leaves();
        if (call.settled) return;
        call.settle();
        this.#note(call.startedAtMs, now(), result);
      };
      try {
        Promise.resolve(handle(call)).then(ends, ends);
      } catch (error) {
        ends(error as FleetError);
      }
    };
    offer();
  }

  outcome(): Outcome {
    return {
      goodput: this.#answered / ((this.#untilMs - WARMUP_MS) / 1000),
      successRate: this.#answeredOfOffered / this.#offered,
      latencyP99Ms: quantile(this.#latencyMs, 0.99),
      queueP99Ms: quantile(this.#queueMs, 0.99),
      refusalP50Ms: quantile(this.#refusalMs, 0.5),
    };
  }

  #counts(atMs: number): boolean {
    return atMs >= WARMUP_MS && atMs < this.#untilMs;
  }

  #note(offeredAtMs: number, atMs: number, result: number | FleetError): void {
    if (result instanceof FleetError) {
      if (this.#counts(offeredAtMs)) this.#refusalMs.push(atMs - offeredAtMs);
      return;
    }
    if (this.#counts(offeredAtMs)) this.#answeredOfOffered++;
    if (!this.#counts(atMs)) return;
    this.#answered++;
    this.#queueMs.push(result - offeredAtMs);
    this.#latencyMs.push(atMs - offeredAtMs);
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

async function simulate<const Loads extends readonly Load[]>(
  options: AdmissionOptions<FakeWork>,
  loads: Loads,
  { seconds = 8 } = {},
): Promise<{ [K in keyof Loads]: Outcome }> {
  const simulation = new Simulation();
  const admission = new Admission<FakeWork, number>({ ...simulation, ...options });
  const untilMs = WARMUP_MS + seconds * 1000;
  const clients = loads.map((load, index) => {
    const client = new Client(untilMs);
    client.drive(load, admission, simulation, index + 1);
    return client;
  });
  await simulation.run(Number.POSITIVE_INFINITY);
  const { running, queued } = admission.stats();
  assert.deepEqual([running, queued], [0, 0], 'nothing is left when all is over');
  return clients.map((client) => client.outcome()) as { [K in keyof Loads]: Outcome };
}

/** 20 slots and calls of 50 ms: 400 calls a second. */
const SLOTS = { maxConcurrent: 20 };
const CAPACITY = 400;
/** The queue stays oldest first for as long as a test lasts. */
const NEVER_NEWEST_FIRST = { intervalMs: 86_400_000 };

for (const [meanMs, capacity] of [
  [50, CAPACITY],
  [500, 40],
] as const) {
  test(`with calls of ${meanMs} ms, ten times the load costs nothing but the refused`, async () => {
    const at = async (times: number) => {
      const [outcome] = await simulate(SLOTS, [{ perSecond: capacity * times, meanMs }], { seconds: 8 });
      return outcome;
    };
    const [idle, full, flooded] = [await at(0.2), await at(1), await at(10)];
    assert.ok(flooded.goodput >= 0.95 * full.goodput, `goodput ${flooded.goodput} after ${full.goodput}`);
    assert.ok(flooded.goodput >= 0.9 * capacity, `goodput ${flooded.goodput} of ${capacity}`);
    const boundMs = 2 * idle.latencyP99Ms + 50;
    assert.ok(flooded.latencyP99Ms <= boundMs, `p99 ${flooded.latencyP99Ms} ms, bound ${boundMs} ms`);
    assert.equal(flooded.refusalP50Ms, 0);
  });
}

test('newest first serves more in time than oldest first when the load stays above what can be done', async () => {
  const load = { perSecond: 200, meanMs: 500 };
  const [newest] = await simulate(SLOTS, [load], { seconds: 15 });
  const [oldest] = await simulate({ ...SLOTS, ...NEVER_NEWEST_FIRST }, [load], { seconds: 15 });
  assert.ok(newest.goodput > 1.1 * oldest.goodput, `goodput ${newest.goodput} after ${oldest.goodput}`);
  assert.ok(newest.latencyP99Ms < oldest.latencyP99Ms);
});

test('newest first also serves clients whose patience the node does not know', async () => {
  const load = { perSecond: 200, meanMs: 500, timeoutMs: 0, patienceMs: 2000 };
  const [newest] = await simulate(SLOTS, [load]);
  const [oldest] = await simulate({ ...SLOTS, ...NEVER_NEWEST_FIRST }, [load]);
  assert.ok(newest.goodput > 2 * oldest.goodput, `goodput ${newest.goodput} after ${oldest.goodput}`);
});

/** Needs a quarter of the node. */
const SMALL = { perSecond: CAPACITY / 4, meanMs: 50, principal: 'small' };

test('a principal that sends twenty times as much does not change what a small one gets', async () => {
  const flood = (times: number) => ({ ...SMALL, perSecond: SMALL.perSecond * times, principal: 'flood' });
  const [alone] = await simulate(SLOTS, [SMALL], { seconds: 30 });
  const [beside] = await simulate(SLOTS, [SMALL, flood(8)], { seconds: 30 });
  const [flooded, flooder] = await simulate(SLOTS, [SMALL, flood(20)], { seconds: 30 });
  assert.ok(flooded.successRate >= 0.99 * alone.successRate, `success ${flooded.successRate}`);
  assert.ok(
    flooded.latencyP99Ms <= 1.2 * alone.latencyP99Ms,
    `p99 ${flooded.latencyP99Ms} ms, alone ${alone.latencyP99Ms} ms`,
  );
  // Alone it never queues; so its queueing is compared with that beside a flood of less than half the size.
  assert.ok(
    flooded.queueP99Ms <= 1.2 * beside.queueP99Ms,
    `queued ${flooded.queueP99Ms} ms, before ${beside.queueP99Ms} ms`,
  );
  assert.ok(flooder.goodput >= 0.7 * CAPACITY, `the rest of the node is used: ${flooder.goodput}`);
});

test('a flood of slow calls does not hold all slots for ever', async () => {
  const slowFlood = { perSecond: 400, meanMs: 1000, principal: 'flood' };
  const [flooded] = await simulate(SLOTS, [SMALL, slowFlood], { seconds: 15 });
  assert.ok(flooded.successRate >= 0.95, `success ${flooded.successRate}`);
});

test('weights divide the node between principals that all want more', async () => {
  const weightOf = ({ principal }: FakeWork) => (principal === 'gold' ? 3 : 1);
  const load = (principal: string) => ({ perSecond: 2 * CAPACITY, meanMs: 50, principal });
  const [gold, free] = await simulate({ ...SLOTS, weightOf }, [load('gold'), load('free')]);
  const ratio = gold.goodput / free.goodput;
  assert.ok(ratio > 2.7 && ratio < 3.3, `ratio ${ratio}`);
});

test('a crowd of principals with a call each is served as well as one principal with many', async () => {
  const crowd = {
    perSecond: 10 * CAPACITY,
    meanMs: 50,
    principal: (index: number) => `one of many ${index}`,
  };
  const [outcome] = await simulate(SLOTS, [crowd], { seconds: 4 });
  assert.ok(outcome.goodput >= 0.95 * CAPACITY, `goodput ${outcome.goodput}`);
  assert.ok(outcome.queueP99Ms <= 60, `queued ${outcome.queueP99Ms} ms`);
});
