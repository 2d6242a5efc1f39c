// Counts what became of calls. Every call that is offered must be counted once more, under what became of it.
import { LatencyHistogram } from '../../generator/latency-histogram.ts';
import type { Verdict } from './answer-judge.ts';
import type { CallCounts, Quantiles } from './messages.ts';

const keptFailures = 3;

/** A histogram and the greatest value in it. */
export class Latencies {
  readonly #histogram = new LatencyHistogram();
  #maxMs = 0;

  record(latencyMs: number): void {
    this.#histogram.recordMs(latencyMs);
    this.#maxMs = Math.max(this.#maxMs, latencyMs);
  }

  get total(): number {
    return this.#histogram.total;
  }

  quantiles(): Quantiles {
    const quantileMs = (share: number) => this.#histogram.quantileMicros(share) / 1000;
    return { p50Ms: quantileMs(0.5), p99Ms: quantileMs(0.99), maxMs: this.#maxMs };
  }
}

export class Tally {
  offered = 0;
  late = 0;
  unsent = 0;
  #failed = 0;
  readonly #refused = new Map<string, number>();
  readonly #failures: string[] = [];
  readonly #right = new Latencies();
  readonly #refusals = new Latencies();

  ended(verdict: Exclude<Verdict, { kind: 'incomplete' }>, latencyMs: number): void {
    switch (verdict.kind) {
      case 'right':
        return this.#right.record(latencyMs);
      case 'refused':
        this.#refused.set(verdict.code, (this.#refused.get(verdict.code) ?? 0) + 1);
        return this.#refusals.record(latencyMs);
      case 'failed':
        this.#failed++;
        if (this.#failures.length < keptFailures) this.#failures.push(verdict.reason);
    }
  }

  counts(): CallCounts {
    return {
      offered: this.offered,
      right: this.#right.total,
      refused: Object.fromEntries(this.#refused),
      late: this.late,
      unsent: this.unsent,
      failed: this.#failed,
      failures: this.#failures,
      latency: this.#right.quantiles(),
      refusalLatency: this.#refusals.quantiles(),
    };
  }
}
