// Runs cases side by side. A lane runs one case after the other and keeps what they share; the first fault stops all.

import { chooseKind } from '../cases/all.ts';
import { Chance } from '../generate/chance.ts';
import { type Blame, caseReport, describe, FaultFound } from './fault-report.ts';
import { FuzzCase } from './fuzz-case.ts';
import { Stock } from './stock.ts';
import type { Target } from './target.ts';

/** Numbers of the next case; undefined when there is none for now. */
export type NextCase = () => number | undefined;

export interface Tally {
  cases: number;
  requests: number;
  /** How often each status and error code was answered. */
  readonly outcomes: Map<string, number>;
}

export class Lanes {
  readonly tally: Tally = { cases: 0, requests: 0, outcomes: new Map() };
  readonly #seed: number;
  readonly #stocks: readonly Stock[];
  readonly #running = new Map<number, Blame>();
  /** The last case, for a report of a run of one. */
  lastCase: FuzzCase | undefined;
  #stopped = false;

  constructor(target: Target, { seed, count }: { seed: number; count: number }) {
    this.#seed = seed;
    this.#stocks = Array.from({ length: count }, () => new Stock(target));
  }

  /**
   * Runs cases until there are none for now, and hands back what they shared.
   * @throws FaultFound
   */
  async run(next: NextCase): Promise<void> {
    await Promise.all(this.#stocks.map((stock) => this.#runLane(stock, next)));
  }

  /** Numbers of the cases that are under way. */
  get underWay(): readonly number[] {
    return [...this.#running.keys()];
  }

  drop(): void {
    this.#stopped = true;
    for (const stock of this.#stocks) stock.drop();
    for (const { it } of this.#running.values()) it.close();
  }

  async #runLane(stock: Stock, next: NextCase): Promise<void> {
    for (;;) {
      const number = this.#stopped ? undefined : next();
      if (number === undefined) break;
      await this.#runCase(number, stock);
    }
    if (this.#stopped) return;
    try {
      await stock.handBack();
    } catch (error) {
      throw new FaultFound(`when sessions were ended after a batch: ${describe(error)}`);
    }
  }

  async #runCase(number: number, stock: Stock): Promise<void> {
    const it = new FuzzCase(number, Chance.ofCase(this.#seed, number), stock);
    const { name: kind, run } = chooseKind(it, stock.target);
    this.#running.set(number, { kind, it });
    this.lastCase = it;
    try {
      await run(it);
    } catch (error) {
      // The other lanes begin nothing more; what they have under way may be the cause.
      this.#stopped = true;
      throw new FaultFound(caseReport(error, { kind, it }), [number]);
    } finally {
      it.close();
    }
    this.#running.delete(number);
    this.#count(it);
  }

  #count({ transcript, outcomes }: FuzzCase): void {
    this.tally.cases++;
    this.tally.requests += transcript.requests;
    for (const outcome of outcomes) {
      this.tally.outcomes.set(outcome, (this.tally.outcomes.get(outcome) ?? 0) + 1);
    }
  }
}
