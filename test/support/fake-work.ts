// Calls as protections see them, without a server: a test settles or aborts them by hand.

import type { Holding, Watcher, Work } from '../../src/flow/layer.ts';
import type { FleetError } from '../../src/protocol/errors.ts';

export class FakeWork implements Work {
  readonly method: string;
  readonly target: string | undefined;
  readonly principal: string | undefined;
  readonly address: string | undefined;
  readonly timeoutMs: number;
  readonly startedAtMs: number;
  enteredAtMs: number;
  readonly asked: boolean;
  settled = false;
  paused = false;
  holding: Holding | undefined;
  abortReason: FleetError | undefined;
  #callbacks: (() => void)[] = [];

  /** A call of the tool `add` by nobody in particular, unless told otherwise. */
  constructor(init: Partial<Work> & { readonly asked?: boolean } = {}) {
    this.method = init.method ?? 'tools/call';
    this.target = 'target' in init ? init.target : 'add';
    this.principal = init.principal;
    this.address = init.address;
    this.timeoutMs = init.timeoutMs ?? 5000;
    this.startedAtMs = init.startedAtMs ?? 1_800_000_000_000;
    this.enteredAtMs = init.enteredAtMs ?? this.startedAtMs;
    this.asked = init.asked ?? false;
  }

  watch(answer: Promise<unknown>, watcher: Watcher): void {
    let ended = false;
    answer.then(
      (reply) => {
        ended = true;
        watcher.replied(reply);
      },
      (error) => {
        ended = true;
        watcher.failed(error);
      },
    );
    this.onSettle(() => {
      if (!ended) watcher.settled();
    });
  }

  onSettle(callback: () => void): void {
    if (this.settled) callback();
    else this.#callbacks.push(callback);
  }

  settle(): void {
    if (this.settled) return;
    this.settled = true;
    for (const callback of this.#callbacks) callback();
    this.#callbacks = [];
  }

  abort(reason: FleetError): void {
    if (this.settled) return;
    this.abortReason = reason;
    this.settle();
  }
}
