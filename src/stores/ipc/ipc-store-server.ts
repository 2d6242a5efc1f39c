// The side of the parent: lets a process use the stores that the parent holds, for as long as it lives.

import type { Bus } from '../../cluster/bus.ts';
import {
  CALLED_STORES,
  type CalledStore,
  isStoreMessage,
  type ToChild,
  type ToParent,
} from './ipc-message.ts';

/** The methods are called by name, with what the process sends. */
type Callable = { readonly [method: string]: unknown };

export type ServedStores = { readonly [name in CalledStore]: object } & { readonly bus: Bus };

/** A process at the other end of a channel; Node's ChildProcess is one. */
export interface Peer {
  readonly connected: boolean;
  send?(message: unknown, callback: (error: Error | null) => void): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  once(event: 'disconnect', listener: () => void): unknown;
}

/** Serves a process until it is gone. */
export function serveStores(peer: Peer, stores: ServedStores): void {
  const subscriptions = new Map<string, () => void>();
  const send = (message: ToChild): void => {
    // A process that is gone needs no answer.
    if (peer.connected) peer.send?.(message, () => {});
  };
  const call = async ({ id, store, method, args }: Extract<ToParent, { fleet: 'call' }>): Promise<void> => {
    try {
      const target = CALLED_STORES.includes(store) ? (stores[store] as Callable) : undefined;
      const called = target?.[method];
      if (typeof called !== 'function') throw new TypeError(`There is no ${store}.${method}.`);
      send({ fleet: 'result', id, value: await called.apply(target, args) });
    } catch (error) {
      send({ fleet: 'failure', id, message: error instanceof Error ? error.message : String(error) });
    }
  };
  const subscribe = async (id: number, channel: string): Promise<void> => {
    const listener = (message: string): void => send({ fleet: 'message', channel, message });
    subscriptions.set(channel, await stores.bus.subscribe(channel, listener));
    send({ fleet: 'result', id, value: undefined });
  };
  const receive = (message: unknown): void => {
    if (!isStoreMessage(message)) return;
    const request = message as ToParent;
    switch (request.fleet) {
      case 'call':
        void call(request);
        break;
      case 'publish':
        void stores.bus.publish(request.channel, request.message);
        break;
      case 'subscribe':
        void subscribe(request.id, request.channel);
        break;
      case 'unsubscribe':
        subscriptions.get(request.channel)?.();
        subscriptions.delete(request.channel);
        break;
    }
  };
  peer.on('message', receive);
  peer.once('disconnect', () => {
    for (const unsubscribe of subscriptions.values()) unsubscribe();
    subscriptions.clear();
  });
}
