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
import type { Layer, Work } from './layer.ts';

/** What a breaker needs to know of a call. */
export type BreakableWork = Pick<Work, 'method' | 'target' | 'timeoutMs' | 'abortReason' | 'onSettle'> & {
  /** The client was asked something: how long it took is not the tool's doing. */
  readonly asked?: boolean;
};

export interface CircuitBreakersInit<R> {
  readonly options: FilledCircuitBreakerOptions;
  /** Milliseconds since the epoch. */
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

/** One call on its way through a breaker. */
interface Trial<C> {
  readonly call: C;
  readonly target: string;
  /** Undefined when the tool had none yet. */
  readonly breaker: CircuitBreaker | undefined;
  /** Of the breaker, when it let the call through. */
  readonly era: number;
  readonly startedAtMs: number;
  ended: boolean;
}

export class CircuitBreakers<C extends BreakableWork, R> {
  readonly #init: CircuitBreakersInit<R>;
  readonly #watches: (target: string) => boolean;
  readonly #verdictOnReply: (reply: R) => Verdict;
  readonly #verdictOnError: (error: unknown) => Verdict;
  readonly #breakers: LRUCache<string, CircuitBreaker>;

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
    if (reply instanceof Promise) this.#watch(trial, reply);
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
  #admit(call: C, target: string): Trial<C> {
    const startedAtMs = this.#init.now();
    const breaker = this.#breakers.get(target);
    if (breaker === undefined) return { call, target, breaker, era: 0, startedAtMs, ended: false };
    const retryAfterMs = breaker.admit(startedAtMs);
    if (retryAfterMs > 0) throw unavailable(target, breaker.state, retryAfterMs);
    return { call, target, breaker, era: breaker.era, startedAtMs, ended: false };
  }

  /** Judges the call by whatever ends it first. The reply itself goes on as it is, without a promise more. */
  #watch(trial: Trial<C>, reply: Promise<R>): void {
    reply.then(
      (late) => this.#end(trial, this.#verdictOnReply(late)),
      (error) => this.#failed(trial, error),
    );
    // A handler that ignores its signal may never answer; its breaker must not wait for it.
    trial.call.onSettle(() => {
      const { abortReason } = trial.call;
      if (abortReason === undefined) this.#end(trial, 'ignored');
      else this.#failed(trial, abortReason);
    });
  }

  #failed(trial: Trial<C>, error: unknown): void {
    this.#end(trial, this.#cameTooLate(trial, error) ? 'ignored' : this.#verdictOnError(error));
  }

  /** The call had spent most of its time waiting before the tool got it: its deadline says nothing of the tool. */
  #cameTooLate({ call, startedAtMs }: Trial<C>, error: unknown): boolean {
    if (!(error instanceof FleetError) || error.code !== 'DEADLINE_EXCEEDED') return false;
    return this.#init.now() - startedAtMs < call.timeoutMs / 2;
  }

  #end(trial: Trial<C>, verdict: Verdict): void {
    if (trial.ended) return;
    trial.ended = true;
    const { call, target, era, startedAtMs } = trial;
    const breaker = trial.breaker ?? (verdict === 'ignored' ? undefined : this.#obtain(target));
    if (breaker === undefined) return;
    const nowMs = this.#init.now();
    const { slowCallMs } = this.#init.options;
    const slow = slowCallMs > 0 && nowMs - startedAtMs >= slowCallMs && call.asked !== true;
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
