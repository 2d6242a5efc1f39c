// One circuit breaker (Nygard, "Release It!"): closed it lets calls through and counts how they end; open it refuses;
// half-open it lets a few probes through to find out. It is told the time and has no timers: what falls due is done by
// the next call.

import type { FilledCircuitBreakerOptions } from './circuit-breaker-options.ts';
import { OutcomeWindow } from './circuit-breaker-window.ts';

export type BreakerState = 'closed' | 'open' | 'half-open';

/** What the end of a call says of its tool; `ignored`: nothing. */
export type Verdict = 'success' | 'failure' | 'ignored';

export type TransitionReason =
  | 'failures'
  | 'slow-calls'
  /** It was open long enough. */
  | 'waited'
  | 'probe-failed'
  | 'probes-succeeded'
  | 'reset';

export interface Transition {
  readonly from: BreakerState;
  readonly to: BreakerState;
  readonly reason: TransitionReason;
  /** What the window held: it is emptied when the breaker closes. */
  readonly calls: number;
  readonly failures: number;
  readonly slowCalls: number;
  /** Milliseconds for which it refuses calls from now. */
  readonly openMs: number;
}

export interface BreakerReport {
  readonly state: BreakerState;
  /** Milliseconds since the epoch at which it came into this state; undefined: it has always been closed. */
  readonly sinceMs: number | undefined;
  /** Calls that counted within the window; of these, failed and slow ones. */
  readonly calls: number;
  readonly failures: number;
  readonly slowCalls: number;
  /** Milliseconds after which an open breaker lets a probe through; 0 when it is not open. */
  readonly retryAfterMs: number;
}

/** What a refused client is told to wait while probes are out: nobody knows how long they take. */
const PROBING_RETRY_MS = 1000;

export class CircuitBreaker {
  readonly #options: FilledCircuitBreakerOptions;
  readonly #onTransition: (transition: Transition) => void;
  readonly #window: OutcomeWindow;
  #state: BreakerState = 'closed';
  #era = 0;
  #sinceMs: number | undefined;
  /** How long it is open, this time or the last. */
  #openMs = 0;
  #openUntilMs = 0;
  #probing = 0;
  #succeeded = 0;
  #lastProbeAtMs = 0;

  constructor(options: FilledCircuitBreakerOptions, onTransition: (transition: Transition) => void) {
    this.#options = options;
    this.#onTransition = onTransition;
    this.#window = new OutcomeWindow(options.windowMs);
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** Changes with every transition: the outcome of a call let through in an earlier era says nothing of this one. */
  get era(): number {
    return this.#era;
  }

  /** Lets a call through, or tells in how many milliseconds to try again; 0: it is through and must be recorded. */
  admit(nowMs: number): number {
    if (this.#state === 'closed') return 0;
    if (this.#state === 'open') {
      // A clock that was set back must not keep it open for longer than its time.
      this.#openUntilMs = Math.min(this.#openUntilMs, nowMs + this.#openMs);
      if (nowMs < this.#openUntilMs) return this.#openUntilMs - nowMs;
      this.#moveTo('half-open', 'waited', nowMs);
    }
    return this.#admitProbe(nowMs);
  }

  #admitProbe(nowMs: number): number {
    const hasSlot = this.#probing + this.#succeeded < this.#options.probes;
    // A probe that never ends must not keep the tool away for ever: after a while another one may try.
    const replacesAfterMs = this.#lastProbeAtMs + this.#openMs - nowMs;
    if (!hasSlot && replacesAfterMs > 0) return Math.min(PROBING_RETRY_MS, replacesAfterMs);
    this.#probing++;
    this.#lastProbeAtMs = nowMs;
    return 0;
  }

  /** Takes note of how a call ended that was let through in `era`. */
  record(verdict: Verdict, slow: boolean, era: number, nowMs: number): void {
    if (era !== this.#era) return;
    if (this.#state === 'half-open') return this.#recordProbe(verdict, slow, nowMs);
    if (verdict === 'ignored') return;
    this.#window.record(verdict === 'failure', slow, nowMs);
    const { calls, failures, slowCalls } = this.#window;
    const { minCalls, failureRate, slowCallRate } = this.#options;
    if (calls < minCalls) return;
    if (failures / calls >= failureRate) this.#open('failures', nowMs);
    else if (slowCalls / calls >= slowCallRate) this.#open('slow-calls', nowMs);
  }

  #recordProbe(verdict: Verdict, slow: boolean, nowMs: number): void {
    this.#probing--;
    if (verdict === 'ignored') return;
    if (verdict === 'failure' || slow) return this.#open('probe-failed', nowMs);
    if (++this.#succeeded >= this.#options.probes) this.#close('probes-succeeded', nowMs);
  }

  /** Closes it by hand and forgets what it knew. */
  reset(nowMs: number): void {
    if (this.#state === 'closed') this.#window.clear();
    else this.#close('reset', nowMs);
  }

  report(nowMs: number): BreakerReport {
    this.#window.forgetOld(nowMs);
    const { calls, failures, slowCalls } = this.#window;
    const retryAfterMs = this.#state === 'open' ? Math.max(0, this.#openUntilMs - nowMs) : 0;
    return { state: this.#state, sinceMs: this.#sinceMs, calls, failures, slowCalls, retryAfterMs };
  }

  #open(reason: TransitionReason, nowMs: number): void {
    const { openMs, openGrowth, maxOpenMs } = this.#options;
    const grownMs = this.#openMs === 0 ? openMs : Math.round(this.#openMs * openGrowth);
    this.#openMs = Math.min(grownMs, maxOpenMs);
    this.#openUntilMs = nowMs + this.#openMs;
    this.#moveTo('open', reason, nowMs);
  }

  #close(reason: TransitionReason, nowMs: number): void {
    this.#openMs = 0;
    this.#moveTo('closed', reason, nowMs);
    this.#window.clear();
  }

  #moveTo(to: BreakerState, reason: TransitionReason, nowMs: number): void {
    const from = this.#state;
    const { calls, failures, slowCalls } = this.#window;
    this.#state = to;
    this.#sinceMs = nowMs;
    this.#era++;
    this.#probing = 0;
    this.#succeeded = 0;
    const openMs = to === 'open' ? this.#openMs : 0;
    this.#onTransition({ from, to, reason, calls, failures, slowCalls, openMs });
  }
}
