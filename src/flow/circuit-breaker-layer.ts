// Keeps calls away from tools that keep failing or have become slow, one breaker a tool. A tool gets its breaker with the
// first call that counts, so names that no tool has never get one.

import { LRUCache } from 'lru-cache';
import { FleetError } from '../protocol/errors.ts';
import {
  type BreakerReport,
  type BreakerState,
  CircuitBreaker,
  type Transition,
  type Verdict,
} from './circuit-breaker.ts';
import type { FilledCircuitBreakerOptions } from './circuit-breaker-options.ts';
import { verdictOnError } from './circuit-breaker-verdict.ts';
import type { Layer, Watcher, Work } from './layer.ts';

/** What a breaker needs to know of a call. */
export type BreakableWork = Pick<
  Work,
  'method' | 'target' | 'timeoutMs' | 'enteredAtMs' | 'abortReason' | 'watch'
> & {
  /** The client was asked something: how long it took is not the tool's doing. */
  readonly asked?: boolean;
};

export interface CircuitBreakersInit<R> {
  readonly options: FilledCircuitBreakerOptions;
  /** Milliseconds, by the clock of `Work.startedAtMs`. */
  readonly now: () => number;
  /** Whether that tool has a breaker. @defaultValue all have */
  readonly watches?: (target: string) => boolean;
  /** What a reply says of its tool. @defaultValue all are successes */
  readonly verdictOnReply?: (reply: R) => Verdict;
  /** What an error says of the tool that threw it. @defaultValue `verdictOnError` */
  readonly verdictOnError?: (error: unknown) => Verdict;
  /** For logs and metrics. Must not throw. */
  readonly onTransition?: (target: string, transition: Transition) => void;
}

/** Longer names are no tool's; keeping them would let a caller fill the memory. */
const MAX_NAME_CHARS = 256;

/** Decides what the end of a call means for its breaker. */
interface Judge<C extends BreakableWork, R> {
  replied(trial: Trial<C, R>, reply: R): void;
  failed(trial: Trial<C, R>, error: unknown): void;
  settled(trial: Trial<C, R>): void;
}

/** What is called, and its breaker; undefined when it had none yet. */
interface Tried {
  readonly target: string;
  readonly breaker: CircuitBreaker | undefined;
}

/** One call on its way through a breaker, judged by whatever ends it first. */
class Trial<C extends BreakableWork, R> implements Watcher {
  next: Watcher | undefined = undefined;
  readonly judge: Judge<C, R>;
  readonly call: C;
  readonly target: string;
  readonly breaker: CircuitBreaker | undefined;
  /** Of the breaker, when it let the call through. */
  readonly era: number;
  readonly enteredAtMs: number;
  ended = false;

  constructor(judge: Judge<C, R>, call: C, { target, breaker }: Tried) {
    this.judge = judge;
    this.call = call;
    this.target = target;
    this.breaker = breaker;
    this.era = breaker?.era ?? 0;
    this.enteredAtMs = call.enteredAtMs;
  }

  replied(reply: unknown): void {
    this.judge.replied(this, reply as R);
  }

  failed(error: unknown): void {
    this.judge.failed(this, error);
  }

  settled(): void {
    this.judge.settled(this);
  }
}

export class CircuitBreakers<C extends BreakableWork, R> {
  readonly #init: CircuitBreakersInit<R>;
  readonly #watches: (target: string) => boolean;
  readonly #verdictOnReply: (reply: R) => Verdict;
  readonly #verdictOnError: (error: unknown) => Verdict;
  readonly #breakers: LRUCache<string, CircuitBreaker>;
  readonly #judge: Judge<C, R> = {
    replied: (trial, reply) => this.#end(trial, this.#verdictOnReply(reply)),
    failed: (trial, error) => this.#failed(trial, error),
    // A handler that ignores its signal may never answer; its breaker must not wait for it.
    settled: (trial) => {
      const { abortReason } = trial.call;
      if (abortReason === undefined) this.#end(trial, 'ignored');
      else this.#failed(trial, abortReason);
    },
  };

  constructor(init: CircuitBreakersInit<R>) {
    this.#init = init;
    this.#watches = init.watches ?? (() => true);
    this.#verdictOnReply = init.verdictOnReply ?? (() => 'success');
    this.#verdictOnError = init.verdictOnError ?? verdictOnError;
    this.#breakers = new LRUCache({ max: init.options.maxBreakers });
  }

  readonly layer: Layer<C, R> = (inner) => (call) => {
    const { target } = call;
    if (target === undefined || target.length > MAX_NAME_CHARS || !this.#watches(target)) return inner(call);
    const trial = this.#admit(call, target);
    let reply: R | Promise<R>;
    try {
      reply = inner(call);
    } catch (error) {
      this.#failed(trial, error);
      throw error;
    }
    if (reply instanceof Promise) call.watch(reply, trial);
    else this.#end(trial, this.#verdictOnReply(reply));
    return reply;
  };

  /** Every tool that has a breaker, with its state. */
  states(): (BreakerReport & { readonly target: string })[] {
    const nowMs = this.#init.now();
    return [...this.#breakers.entries()].map(([target, breaker]) => ({ target, ...breaker.report(nowMs) }));
  }

  /** Closes the breaker of a tool by hand and forgets how its calls ended. @returns whether there is one */
  reset(target: string): boolean {
    const breaker = this.#breakers.get(target);
    breaker?.reset(this.#init.now());
    return breaker !== undefined;
  }

  /** @throws FleetError TOOL_UNAVAILABLE */
  #admit(call: C, target: string): Trial<C, R> {
    const breaker = this.#breakers.get(target);
    if (breaker !== undefined && breaker.state !== 'closed') {
      const retryAfterMs = breaker.admit(this.#init.now());
      if (retryAfterMs > 0) throw unavailable(target, breaker.state, retryAfterMs);
    }
    return new Trial(this.#judge, call, { target, breaker });
  }

  #failed(trial: Trial<C, R>, error: unknown): void {
    this.#end(trial, this.#cameTooLate(trial, error) ? 'ignored' : this.#verdictOnError(error));
  }

  /** The call had spent most of its time waiting before the tool got it: its deadline says nothing of the tool. */
  #cameTooLate({ call, enteredAtMs }: Trial<C, R>, error: unknown): boolean {
    if (!(error instanceof FleetError) || error.code !== 'DEADLINE_EXCEEDED') return false;
    return this.#init.now() - enteredAtMs < call.timeoutMs / 2;
  }

  #end(trial: Trial<C, R>, verdict: Verdict): void {
    if (trial.ended) return;
    trial.ended = true;
    const { call, target, era, enteredAtMs } = trial;
    const breaker = trial.breaker ?? (verdict === 'ignored' ? undefined : this.#obtain(target));
    if (breaker === undefined) return;
    const nowMs = this.#init.now();
    const { slowCallMs } = this.#init.options;
    const slow = slowCallMs > 0 && nowMs - enteredAtMs >= slowCallMs && call.asked !== true;
    breaker.record(verdict, slow, era, nowMs);
  }

  #obtain(target: string): CircuitBreaker {
    const known = this.#breakers.get(target);
    if (known !== undefined) return known;
    const { options, onTransition } = this.#init;
    const breaker = new CircuitBreaker(options, (transition) => onTransition?.(target, transition));
    this.#breakers.set(target, breaker);
    return breaker;
  }
}

function unavailable(target: string, state: BreakerState, retryAfterMs: number): FleetError {
  const why = state === 'open' ? 'has kept failing' : 'is being tried out after it had kept failing';
  return new FleetError(
    'TOOL_UNAVAILABLE',
    `Tool "${target}" ${why} and takes no calls for now. Try again in ${retryAfterMs} ms, or do without it.`,
    { data: { tool: target, breaker: state }, retryAfterMs },
  );
}
