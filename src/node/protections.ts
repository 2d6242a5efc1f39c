// What stands in front of the backend: rate limits, the guard of the event loop, admission, circuit breakers. Puts
// the layers of `flow` together from the options of the node, in their order, and lets some of them be changed.

import { Admission } from '../flow/admission.ts';
import type { AdmissionStats } from '../flow/admission-stats.ts';
import type { Transition, Verdict } from '../flow/circuit-breaker.ts';
import { CircuitBreakers } from '../flow/circuit-breaker-layer.ts';
import type { After } from '../flow/deadline.ts';
import type { Handler, Layer } from '../flow/layer.ts';
import { LoopGuard } from '../flow/loop-guard.ts';
import { rateLimit } from '../flow/rate-limit.ts';
import type { RateStore } from '../flow/rate-store.ts';
import type { Backend, Reply } from '../server/backend.ts';
import type { Call } from '../server/call.ts';
import type { CallLayers } from './call-runner.ts';
import type { Opening, Openings } from './pipeline.ts';
import type { FilledProtectionOptions } from './protection-options.ts';
import { ToolPolicies } from './tool-policies.ts';

export interface ProtectionsInit {
  readonly options: ProtectionSettings;
  readonly backend: Backend;
  readonly nodeId: string;
  readonly rates: RateStore;
  /** Milliseconds, by the clock of `Call.startedAtMs`. */
  readonly now: () => number;
  readonly after: After;
  /** Runs `callback` in the next turn of the event loop. */
  readonly soon: (callback: () => void) => void;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly onTransition: (tool: string, transition: Transition) => void;
}

export interface ProtectionSettings extends FilledProtectionOptions {
  /** For calls of tools without a time of their own, and for all other calls. */
  readonly requestTimeoutMs: number;
}

type CallHandler = Handler<Call, Reply>;
type CallLayer = Layer<Call, Reply>;

/** What protections can say about themselves. */
export interface ProtectionsReport {
  /** Undefined when admission is off. */
  readonly load: (AdmissionStats & { readonly maxQueue: number }) | undefined;
  /** Share of new calls that are refused because the event loop is late, from 0 to 0.95. */
  readonly loopRefusals: number;
  readonly breakers: ReturnType<CircuitBreakers<Call, Reply>['states']>;
}

export class Protections implements CallLayers, Openings {
  readonly guard: LoopGuard<Call, Reply>;
  readonly #init: ProtectionsInit;
  readonly #policies: ToolPolicies;
  readonly #admission: Admission<Call, Reply> | undefined;
  readonly #breakers: CircuitBreakers<Call, Reply> | undefined;
  readonly #unlisten: () => void;
  #options: ProtectionSettings;
  readonly #inner: CallHandler;
  #limitsTools = false;
  #all!: CallHandler;
  #opening!: Handler<Opening, void>;

  constructor(init: ProtectionsInit) {
    const { options, backend, now, after, soon, random, onTransition } = init;
    this.#init = init;
    this.#options = options;
    this.#policies = new ToolPolicies(backend, policyOptions(options));
    this.#unlisten = backend.onChange(({ topic }) => {
      if (topic === 'tools') this.#toolsChanged();
    });
    this.guard = new LoopGuard({ maxLoopDelayMs: options.maxLoopDelayMs, random });
    if (options.admission !== undefined) {
      this.#admission = new Admission({
        ...options.admission,
        now,
        after,
        soon,
        limitOf: (tool) => this.#policies.of(tool).maxConcurrent,
        weightOf: ({ principal }) => this.#weightOf(principal),
      });
    }
    if (options.circuitBreaker !== undefined) {
      this.#breakers = new CircuitBreakers({
        options: options.circuitBreaker,
        now,
        watches: (tool) => this.#policies.of(tool).hasBreaker,
        verdictOnReply,
        onTransition,
      });
    }
    this.#inner = compose([this.#admission?.layer, this.#breakers?.layer], (call) => backend.dispatch(call));
    this.#composeOuter();
  }

  /** Lets a call through all layers to the backend. @throws FleetError when one refuses; or rejects with it */
  readonly handle: CallHandler = (call) => {
    call.timeoutMs = this.#policies.of(call.target).timeoutMs;
    return this.#all(call);
  };

  /** For a call that goes on after its client was asked: it was counted when it came. */
  readonly handleAgain: CallHandler = (call) => {
    call.enteredAtMs = this.#init.now();
    return this.#inner(call);
  };

  /** Runs a request that is no call, if its rate allows it. @throws FleetError RATE_LIMITED; or rejects with it */
  run(opening: Opening): void | Promise<void> {
    return this.#opening(opening);
  }

  /**
   * Changes limits while calls run: the request timeout, admission (but not whether its limit adapts), rates, the
   * loop delay, tools. What runs or waits goes on; buckets keep what they owe. The rest of `options` must be as before.
   */
  reconfigure(options: ProtectionSettings): void {
    this.#options = options;
    this.#policies.reconfigure(policyOptions(options));
    this.guard.reconfigure(options);
    if (options.admission !== undefined) {
      const { adaptive, weights, ...limits } = options.admission;
      this.#admission?.reconfigure(limits);
    }
    this.#composeOuter();
  }

  report(): ProtectionsReport {
    const { admission } = this.#options;
    const stats = this.#admission?.stats();
    const maxQueue = admission?.maxQueue ?? 0;
    return {
      load: stats && { ...stats, maxQueue },
      loopRefusals: this.guard.share,
      breakers: this.#breakers?.states() ?? [],
    };
  }

  close(): void {
    this.#unlisten();
  }

  #toolsChanged(): void {
    this.#policies.toolsChanged();
    if (this.#policies.haveRates !== this.#limitsTools) this.#composeOuter();
  }

  /** Puts together what is not the same for ever. */
  #composeOuter(): void {
    const { nodeId, rates, now } = this.#init;
    const limits = this.#options.rateLimit;
    this.#limitsTools = this.#policies.haveRates;
    const rateOf = this.#limitsTools ? (tool: string) => this.#policies.of(tool).rate : undefined;
    const byRate = rateLimit<Call, Reply>(limits, { store: rates, now, nodeId, rateOf });
    const openingsByRate = rateLimit<Opening, void>(limits, { store: rates, now, nodeId, rateOf: undefined });
    this.#all = compose([byRate, this.guard.layer], this.#inner);
    this.#opening = openingsByRate((opening) => opening.run());
  }

  #weightOf(principal: string | undefined): number {
    const weights = this.#options.admission?.weights;
    if (principal === undefined || weights === undefined || !Object.hasOwn(weights, principal)) return 1;
    return weights[principal] as number;
  }
}

/** Puts the layers that there are, outermost first, around what answers. */
function compose(layers: readonly (CallLayer | undefined)[], innermost: CallHandler): CallHandler {
  return layers.reduceRight<CallHandler>((inner, layer) => layer?.(inner) ?? inner, innermost);
}

function policyOptions({ tools, requestTimeoutMs, rateLimit }: ProtectionSettings) {
  return { tools, timeoutMs: requestTimeoutMs, rate: rateLimit.tool };
}

/** An `isError` result that its author meant tells the model something about its call, and nothing about the tool. */
function verdictOnReply(reply: Reply): Verdict {
  if (reply.kind === 'input-required') return 'ignored';
  if (reply.kind === 'json') return 'success';
  if (reply.failed === true) return 'failure';
  return (reply.result as { isError?: unknown }).isError === true ? 'ignored' : 'success';
}
