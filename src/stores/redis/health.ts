// What is wrong with the store at the moment, as one state: up when nothing is.

import type { StoreHealth } from '../../cluster/store-health.ts';

const UP: StoreHealth = Object.freeze({ state: 'up' });

export class Health {
  /** Reasons, by what has them. */
  readonly #troubles = new Map<string, string>();
  readonly #listeners = new Set<(health: StoreHealth) => void>();
  #current: StoreHealth = UP;

  get current(): StoreHealth {
    return this.#current;
  }

  trouble(source: string, reason: string): void {
    this.#troubles.set(source, reason);
    this.#update();
  }

  clear(source: string): void {
    if (this.#troubles.delete(source)) this.#update();
  }

  /** Calls back when the state changes; not when only the reason does. */
  onChange(listener: (health: StoreHealth) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #update(): void {
    const before = this.#current.state;
    const [reason] = this.#troubles.values();
    this.#current = reason === undefined ? UP : { state: 'degraded', reason };
    if (this.#current.state === before) return;
    for (const listener of this.#listeners) listener(this.#current);
  }
}
