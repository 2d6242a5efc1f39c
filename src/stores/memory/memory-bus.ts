// A bus between the nodes of one process. Messages arrive in a turn of their own, as they do across a network: whoever
// publishes is never in the middle of what its listeners do.

import type { Bus } from '../../cluster/bus.ts';

type Listener = (message: string) => void;

export class MemoryBus implements Bus {
  readonly #channels = new Map<string, Set<Listener>>();

  publish(channel: string, message: string): void {
    const listeners = this.#channels.get(channel);
    if (listeners === undefined) return;
    const told = [...listeners];
    setImmediate(() => {
      for (const listener of told) if (listeners.has(listener)) listener(message);
    });
  }

  subscribe(channel: string, listener: Listener): () => void {
    const listeners = this.#channels.get(channel) ?? new Set();
    this.#channels.set(channel, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#channels.get(channel) === listeners) this.#channels.delete(channel);
    };
  }

  /** Nothing is ever lost here. */
  onGap(): () => void {
    return () => {};
  }
}
