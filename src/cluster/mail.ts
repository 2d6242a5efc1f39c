// Messages between the nodes of a fleet, over the bus: to one node, to all, with or without a reply. A reply that does
// not come in time says that its node cannot be reached now, whatever the directory thinks of it.

import type { Awaitable, Bus } from './bus.ts';
import { type Envelope, type FleetMessage, type ReplyEnvelope, readEnvelope } from './fleet-message.ts';

export interface MailOptions {
  readonly nodeId: string;
  readonly bus: Bus;
  /** Milliseconds that a reply may take. */
  readonly replyTimeoutMs: number;
  /** Runs `callback` after `delayMs` unless the returned function is called first. */
  readonly after: (delayMs: number, callback: () => void) => () => void;
  /** Acts on a message of another node; what it returns is the reply. */
  readonly onMessage: (message: FleetMessage, from: string) => Awaitable<unknown>;
  /** Is told of messages that cannot be read or acted on. */
  readonly onError: (error: unknown) => void;
}

interface Waiting {
  /** Nodes that have not replied yet. */
  readonly nodes: Set<string>;
  readonly settle: (from: string, reply: unknown) => void;
}

export class Mail {
  readonly #options: MailOptions;
  readonly #waiting = new Map<string, Waiting>();
  #unsubscribe: (() => void)[] = [];
  #asked = 0;

  constructor(options: MailOptions) {
    this.#options = options;
  }

  /** Resolves when messages of others arrive. */
  async open(): Promise<void> {
    const { bus, nodeId } = this.#options;
    const receive = (text: string): void => this.#receive(text);
    for (const channel of [ALL, channelOf(nodeId)]) {
      this.#unsubscribe.push(await bus.subscribe(channel, receive));
    }
  }

  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#unsubscribe = [];
  }

  /** Tells one node; it may be lost. */
  tell(nodeId: string, message: FleetMessage): void {
    this.#publish(channelOf(nodeId), { from: this.#options.nodeId, message });
  }

  /** Tells all other nodes; it may be lost. */
  tellAll(message: FleetMessage): void {
    this.#publish(ALL, { from: this.#options.nodeId, message });
  }

  /** The reply of one node, wrapped; undefined when none came in time. */
  ask(nodeId: string, message: FleetMessage): Promise<{ readonly reply: unknown } | undefined> {
    return new Promise((resolve) => {
      let found: { reply: unknown } | undefined;
      const settle = (_from: string, reply: unknown): void => {
        found = { reply };
      };
      this.#await(channelOf(nodeId), message, { nodes: new Set([nodeId]), settle }, () => resolve(found));
    });
  }

  /** Tells all nodes and waits until each of `nodeIds` has replied, or it is too late. @returns those that have not */
  askAll(nodeIds: readonly string[], message: FleetMessage): Promise<readonly string[]> {
    const nodes = new Set(nodeIds);
    return new Promise((resolve) => {
      this.#await(ALL, message, { nodes, settle: () => {} }, () => resolve([...nodes]));
    });
  }

  #await(channel: string, message: FleetMessage, waiting: Waiting, done: () => void): void {
    const { nodeId, replyTimeoutMs, after } = this.#options;
    const ask = String(++this.#asked);
    const finish = (): void => {
      cancel();
      this.#waiting.delete(ask);
      done();
    };
    const cancel = after(replyTimeoutMs, finish);
    const settle = (from: string, reply: unknown): void => {
      if (!waiting.nodes.delete(from)) return;
      waiting.settle(from, reply);
      if (waiting.nodes.size === 0) finish();
    };
    this.#waiting.set(ask, { nodes: waiting.nodes, settle });
    this.#publish(channel, { from: nodeId, ask, message });
    if (waiting.nodes.size === 0) finish();
  }

  #publish(channel: string, envelope: Envelope | ReplyEnvelope): void {
    const published = this.#options.bus.publish(channel, JSON.stringify(envelope));
    if (published instanceof Promise) published.catch((error) => this.#options.onError(error));
  }

  #receive(text: string): void {
    const envelope = readEnvelope(text);
    const { nodeId, onError } = this.#options;
    if (envelope === undefined) return onError(new Error('A message on the bus is not one of a node.'));
    if (envelope.from === nodeId) return;
    if ('re' in envelope) this.#waiting.get(envelope.re)?.settle(envelope.from, envelope.reply);
    else void this.#act(envelope);
  }

  async #act({ from, ask, message }: Envelope): Promise<void> {
    const { nodeId, onMessage, onError } = this.#options;
    try {
      const reply = await onMessage(message, from);
      if (ask !== undefined) this.#publish(channelOf(from), { from: nodeId, re: ask, reply });
    } catch (error) {
      onError(error);
    }
  }
}

const ALL = 'all';

function channelOf(nodeId: string): string {
  return `node:${nodeId}`;
}
