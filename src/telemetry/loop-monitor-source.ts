// Measures the event loop of this process with what Node has for it.

import { type IntervalHistogram, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { LoopReading, LoopSource } from './loop-monitor.ts';

/** Milliseconds between two samples: fifty wake-ups a second, done by libuv without entering JavaScript. */
const RESOLUTION_MS = 20;
const NS_PER_MS = 1_000_000;

export class PerfHooksLoopSource implements LoopSource {
  readonly #histogram: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #since = performance.eventLoopUtilization();

  start(): void {
    this.#since = performance.eventLoopUtilization();
    this.#histogram.enable();
  }

  read(): LoopReading {
    const histogram = this.#histogram;
    const until = performance.eventLoopUtilization();
    const reading: LoopReading = {
      delayP50Ms: delayMs(histogram.percentile(50)),
      delayP99Ms: delayMs(histogram.percentile(99)),
      delayMaxMs: delayMs(histogram.max),
      utilization: performance.eventLoopUtilization(until, this.#since).utilization,
    };
    histogram.reset();
    this.#since = until;
    return reading;
  }

  stop(): void {
    this.#histogram.disable();
    this.#histogram.reset();
  }
}

/** The histogram holds the time between two samples, which is the resolution when the loop is in time. */
function delayMs(intervalNs: number): number {
  return Math.max(0, intervalNs / NS_PER_MS - RESOLUTION_MS);
}
