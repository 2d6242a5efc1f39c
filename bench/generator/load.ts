// A closed loop of connections against one server: each sends its next request when its answer was found right.
// Counts answers and latencies between two marks. The first failure of a connection is kept and ends that connection.
import { coreWaitMicros } from '../core-wait.ts';
import { Connection, type LoadPort } from './connection.ts';
import { LatencyHistogram } from './latency-histogram.ts';
import type { Interval, LoadOrder, LoadSummary } from './messages.ts';
import { workloads } from './workloads.ts';

const keptFailures = 3;
/** An answer that takes longer than this is counted as lost. */
const lastAnswersMs = 10_000;

export interface LoadEvents {
  started(): void;
  stopped(summary: LoadSummary): void;
}

export class Load {
  readonly #events: LoadEvents;
  readonly #connections: Connection[];
  readonly #latencies = new LatencyHistogram();
  readonly #failures: string[] = [];
  #opened = 0;
  #ended = 0;
  #turnsLeft: number;
  #requestCount = 0;
  #markedAtMs = performance.now();
  #cpuAtMark = process.cpuUsage();
  #coreWaitAtMark = coreWaitMicros();
  #over = false;

  constructor(order: LoadOrder, events: LoadEvents) {
    this.#events = events;
    this.#turnsLeft = order.turns ?? Number.POSITIVE_INFINITY;
    const port: LoadPort = {
      mayStartTurn: () => this.#turnsLeft-- > 0,
      answered: (latencyMs) => this.#latencies.recordMs(latencyMs),
      opened: () => this.#connectionOpened(),
      closed: () => this.#connectionEnded(),
      failed: (reason) => this.#connectionFailed(reason),
    };
    this.#connections = Array.from(
      { length: order.connections },
      (_, index) => new Connection(workloads[order.workload], { port: order.port, index }, port),
    );
  }

  /** What happened since the last mark; counting starts again. */
  mark(): Interval {
    const now = performance.now();
    const cpu = process.cpuUsage(this.#cpuAtMark);
    const interval = {
      wallMs: now - this.#markedAtMs,
      requestCount: this.#latencies.total,
      p50Micros: this.#latencies.quantileMicros(0.5),
      p99Micros: this.#latencies.quantileMicros(0.99),
      cpuMicros: cpu.user + cpu.system,
      coreWaitMicros: coreWaitMicros() - this.#coreWaitAtMark,
    };
    this.#requestCount += interval.requestCount;
    this.#latencies.clear();
    this.#markedAtMs = now;
    this.#cpuAtMark = process.cpuUsage();
    this.#coreWaitAtMark = coreWaitMicros();
    return interval;
  }

  /** Lets every connection take its last answer and run its closing exchanges. */
  stop(): void {
    this.#turnsLeft = 0;
    setTimeout(() => {
      const missing = this.#connections.length - this.#ended;
      if (missing > 0) this.#end([`${missing} answers did not come within ${lastAnswersMs} ms`]);
    }, lastAnswersMs).unref();
  }

  #connectionOpened(): void {
    if (++this.#opened === this.#connections.length) this.#events.started();
  }

  #connectionFailed(reason: string): void {
    if (this.#failures.length < keptFailures) this.#failures.push(reason);
    this.#turnsLeft = 0;
    this.#connectionEnded();
  }

  #connectionEnded(): void {
    if (++this.#ended === this.#connections.length) this.#end([]);
  }

  #end(failures: string[]): void {
    if (this.#over) return;
    this.#over = true;
    for (const connection of this.#connections) connection.destroy();
    this.mark();
    this.#events.stopped({
      requestCount: this.#requestCount,
      parsedCount: this.#connections.reduce((sum, connection) => sum + connection.parsedCount, 0),
      failures: [...this.#failures, ...failures],
    });
  }
}
