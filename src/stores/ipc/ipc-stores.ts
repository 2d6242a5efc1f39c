// The side of the process: stores that its parent holds for all of its processes, over the channel that Node opens
// between them. The parent is on the same machine and does little else, so an answer that is late is a parent that is lost.

import type { Bus } from '../../cluster/bus.ts';
import type { DirectoryStore } from '../../cluster/directory-store.ts';
import type { SecretStore } from '../../cluster/secret-store.ts';
import type { RateStore } from '../../flow/rate-store.ts';
import type { EventLog } from '../../session/event-log.ts';
import type { SessionStore } from '../../session/session-store.ts';
import { type CalledStore, isStoreMessage, type ToChild, type ToParent } from './ipc-message.ts';

/** The part of `process` that a child has. */
export interface Channel {
  send?(message: unknown, callback: (error: Error | null) => void): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

export interface IpcStores {
  readonly sessions: SessionStore;
  readonly events: EventLog;
  readonly rates: RateStore;
  readonly directory: DirectoryStore;
  readonly secrets: SecretStore;
  readonly bus: Bus;
  readonly isPrivate: false;
}

/** Milliseconds. */
const ANSWER_TIMEOUT_MS = 2000;

export function ipcStores(channel: Channel): IpcStores {
  const link = new Link(channel);
  return {
    sessions: storeOver<SessionStore>(link, 'sessions', ['create', 'touch', 'save', 'end']),
    events: storeOver<EventLog>(link, 'events', ['append', 'readAfter', 'claim']),
    rates: storeOver<RateStore>(link, 'rates', ['take']),
    directory: storeOver<DirectoryStore>(link, 'directory', ['beat', 'remove', 'list']),
    secrets: storeOver<SecretStore>(link, 'secrets', ['obtain', 'rotate']),
    bus: new IpcBus(link),
    isPrivate: false,
  };
}

/** An object whose methods are calls of the parent's store. */
function storeOver<S extends object>(
  link: Link,
  store: CalledStore,
  methods: readonly (keyof S & string)[],
): S {
  const entries = methods.map((method) => [
    method,
    (...args: readonly unknown[]) => link.ask((id) => ({ fleet: 'call', id, store, method, args })),
  ]);
  return Object.fromEntries(entries) as S;
}

class Link {
  readonly #channel: Channel;
  readonly #waiting = new Map<number, (answer: Extract<ToChild, { id: number }>) => void>();
  #asked = 0;
  onBusMessage: (channel: string, message: string) => void = () => {};

  constructor(channel: Channel) {
    this.#channel = channel;
    channel.on('message', (message) => {
      if (isStoreMessage(message)) this.#receive(message as ToChild);
    });
  }

  tell(message: ToParent): void {
    this.#channel.send?.(message, () => {});
  }

  ask(make: (id: number) => ToParent): Promise<unknown> {
    const id = ++this.#asked;
    return new Promise((resolve, reject) => {
      const settle = (error: Error | undefined, value?: unknown): void => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        if (error === undefined) resolve(value);
        else reject(error);
      };
      const timer = setTimeout(() => settle(lost('does not answer')), ANSWER_TIMEOUT_MS);
      timer.unref();
      this.#waiting.set(id, (answer) => {
        if (answer.fleet === 'failure') settle(new Error(answer.message));
        else settle(undefined, answer.value);
      });
      const onSent = (error: Error | null): void => {
        if (error !== null) settle(lost('is gone'));
      };
      if (this.#channel.send === undefined) settle(lost('was never there'));
      else this.#channel.send(make(id), onSent);
    });
  }

  #receive(message: ToChild): void {
    if (message.fleet === 'message') this.onBusMessage(message.channel, message.message);
    else this.#waiting.get(message.id)?.(message);
  }
}

function lost(how: string): Error {
  return new Error(`The process that holds the stores ${how}.`);
}

class IpcBus implements Bus {
  readonly #link: Link;
  readonly #channels = new Map<string, Set<(message: string) => void>>();

  constructor(link: Link) {
    this.#link = link;
    link.onBusMessage = (channel, message) => {
      for (const listener of this.#channels.get(channel) ?? []) listener(message);
    };
  }

  publish(channel: string, message: string): void {
    this.#link.tell({ fleet: 'publish', channel, message });
  }

  async subscribe(channel: string, listener: (message: string) => void): Promise<() => void> {
    const known = this.#channels.get(channel);
    const listeners = known ?? new Set();
    this.#channels.set(channel, listeners.add(listener));
    if (known === undefined) await this.#link.ask((id) => ({ fleet: 'subscribe', id, channel }));
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0 || this.#channels.get(channel) !== listeners) return;
      this.#channels.delete(channel);
      this.#link.tell({ fleet: 'unsubscribe', channel });
    };
  }

  /** The channel delivers everything, or is gone for good. */
  onGap(): () => void {
    return () => {};
  }
}
