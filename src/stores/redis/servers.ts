// Sends commands to the servers that hold their keys. Every command has a deadline; it fails at once where its server is
// known to be down; and it is sent again where that cannot do harm. Whatever fails is STORE_UNAVAILABLE.

import { type Connection, replyCode } from './connection.ts';
import type { Health } from './health.ts';
import { Link } from './link.ts';
import type { Script } from './script.ts';
import { messageOf, RedisSetupError, SilenceError, storeUnavailable } from './store-error.ts';
import type { Topology } from './topology.ts';

export interface ServersOptions {
  readonly topology: Topology;
  readonly health: Health;
  /** Milliseconds within which a command is answered or fails. */
  readonly replyTimeoutMs: number;
}

interface Command {
  /** Decides on the server. */
  readonly key: string;
  readonly args: readonly string[];
  readonly isRepeatable: boolean;
}

/** Where a command is at the moment. */
interface Delivery {
  link: Link | undefined;
  connection: Connection | undefined;
  repliesBefore: number;
  isOver: boolean;
}

const REFUSAL_MEMORY_MS = 3000;
const MAX_ATTEMPTS = 3;
/** The server does not, or no longer, serve as a primary; the command was not run. */
const NOT_SERVING: ReadonlySet<string> = new Set(['READONLY', 'LOADING', 'MASTERDOWN']);

export class RedisServers {
  readonly #topology: Topology;
  readonly #health: Health;
  readonly #replyTimeoutMs: number;
  readonly #links = new Map<string, Link>();
  readonly #upListeners: (() => void)[] = [];
  /** Owners that refused a command lately, and when that is forgotten. */
  readonly #refusals = new Map<string, NodeJS.Timeout>();
  /** Looks at how the start goes. */
  #onProgress: ((reason?: Error) => void) | undefined;

  constructor({ topology, health, replyTimeoutMs }: ServersOptions) {
    this.#topology = topology;
    this.#health = health;
    this.#replyTimeoutMs = replyTimeoutMs;
    topology.onChange(() => this.#follow());
    this.#follow();
  }

  /** Links to the owners of keys, to all of them and to nobody else. */
  #follow(): void {
    const owners = this.#topology.owners();
    for (const owner of owners) if (!this.#links.has(owner)) this.#links.set(owner, this.#linkTo(owner));
    for (const [owner, link] of this.#links) {
      if (owners.includes(owner)) continue;
      link.close();
      this.#links.delete(owner);
      this.#health.clear(owner);
      this.#forgiveRefusal(owner);
    }
  }

  #linkTo(owner: string): Link {
    return new Link({
      dial: () => this.#topology.connect(owner),
      onUp: () => {
        this.#health.clear(owner);
        this.#onProgress?.();
        for (const listener of this.#upListeners) listener();
      },
      onDown: (reason) => {
        this.#health.trouble(owner, reason.message);
        this.#onProgress?.(reason);
        this.#topology.refresh();
      },
    });
  }

  /** Calls back each time that a server can be reached again. */
  onUp(listener: () => void): void {
    this.#upListeners.push(listener);
  }

  /** Resolves when every server is reached. Rejects with what has to be mended, or when the time is up. */
  start(timeoutMs: number): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      let reason = new Error('no answer');
      const timer = setTimeout(() => reject(reason), timeoutMs);
      this.#onProgress = (latest) => {
        reason = latest ?? reason;
        const isReached = [...this.#links.values()].every(({ connection }) => connection !== undefined);
        if (!isReached && !(latest instanceof RedisSetupError)) return;
        clearTimeout(timer);
        if (isReached) resolve();
        else reject(reason);
      };
      this.#onProgress();
    }).finally(() => {
      this.#onProgress = undefined;
    });
  }

  /** False: a command for `key` would fail at once. */
  canReach(key: string): boolean {
    return this.#links.get(this.#topology.ownerOf(key))?.isDown === false;
  }

  /** @throws FleetError STORE_UNAVAILABLE */
  async run(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    const [key = ''] = keys;
    const { isRepeatable } = script;
    const rest = [String(keys.length), ...keys, ...args.map(String)];
    let reply: unknown;
    try {
      reply = await this.#call({ key, args: ['EVALSHA', script.sha1, ...rest], isRepeatable });
    } catch (error) {
      if (!isUnknownScript(error)) throw error;
      reply = await this.#call({ key, args: ['EVAL', script.source, ...rest], isRepeatable });
    }
    if (!script.isReadOnly && this.#refusals.size > 0) this.#forgiveRefusal(this.#topology.ownerOf(key));
    return reply;
  }

  /** Sends a command that is no script. @throws FleetError STORE_UNAVAILABLE */
  send(key: string, args: readonly string[], isRepeatable: boolean): Promise<unknown> {
    return this.#call({ key, args, isRepeatable });
  }

  #call(command: Command): Promise<unknown> {
    const delivery: Delivery = { link: undefined, connection: undefined, repliesBefore: 0, isOver: false };
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(this.#giveUp(delivery)), this.#replyTimeoutMs);
      this.#deliver(command, delivery).then(
        (reply) => {
          clearTimeout(timer);
          resolve(reply);
        },
        (error: unknown) => {
          clearTimeout(timer);
          reject(storeUnavailable(error));
        },
      );
    });
  }

  /** A server that sent nothing at all in all that time is taken for lost; one that is merely slow is not. */
  #giveUp(delivery: Delivery): Error {
    delivery.isOver = true;
    const reason = new SilenceError(`no reply within ${this.#replyTimeoutMs} ms`);
    const { link, connection, repliesBefore } = delivery;
    if (connection !== undefined && link?.replies === repliesBefore) link.drop(connection, reason);
    return storeUnavailable(reason);
  }

  async #deliver(command: Command, delivery: Delivery): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      const owner = this.#topology.ownerOf(command.key);
      const link = this.#links.get(owner);
      if (link === undefined) throw new Error('no server holds the key');
      const connection = link.connection ?? (await link.next());
      if (delivery.isOver) throw new Error('too late');
      if (attempt === 1) Object.assign(delivery, { link, connection, repliesBefore: link.replies });
      try {
        const reply = await connection.send(command.args);
        link.replies++;
        return reply;
      } catch (error) {
        if (replyCode(error) !== undefined) link.replies++;
        const isLast = attempt === MAX_ATTEMPTS || delivery.isOver;
        if (replyCode(error) === 'ASK' && !isLast) return this.#ask(command, error as Error);
        if (!this.#isWorthAgain(command, error, { owner, link, connection }) || isLast) throw error;
      }
    }
  }

  /** Draws the conclusions from a failure. True: the command can be sent again, perhaps elsewhere. */
  #isWorthAgain(
    command: Command,
    error: unknown,
    at: { owner: string; link: Link; connection: Connection },
  ): boolean {
    const code = replyCode(error);
    // The connection was lost, and perhaps only the reply.
    if (code === undefined) return command.isRepeatable;
    if (code === 'MOVED') {
      this.#topology.refresh((error as Error).message);
      return true;
    }
    if (NOT_SERVING.has(code)) {
      at.link.drop(at.connection, error as Error);
      return true;
    }
    if (code === 'CLUSTERDOWN') this.#topology.refresh();
    if (code !== 'NOSCRIPT') this.#noteRefusal(at.owner, `Redis refuses: ${messageOf(error)}`);
    return false;
  }

  /** A server that answers, but not as it should: until it takes a command again, or was not asked for a while. */
  #noteRefusal(owner: string, reason: string): void {
    clearTimeout(this.#refusals.get(owner));
    this.#refusals.set(owner, setTimeout(() => this.#forgiveRefusal(owner), REFUSAL_MEMORY_MS).unref());
    this.#health.trouble(refusalsOf(owner), reason);
  }

  #forgiveRefusal(owner: string): void {
    clearTimeout(this.#refusals.get(owner));
    this.#refusals.delete(owner);
    this.#health.clear(refusalsOf(owner));
  }

  /** The slot is on its way to another server, which has this key already. */
  async #ask({ args }: Command, reply: Error): Promise<unknown> {
    const owner = reply.message.split(' ').at(-1) ?? '';
    const link = this.#links.get(owner);
    if (link === undefined) throw reply;
    const connection = link.connection ?? (await link.next());
    const [, answer] = await Promise.all([connection.send(['ASKING']), connection.send(args)]);
    return answer;
  }

  close(): void {
    for (const timer of this.#refusals.values()) clearTimeout(timer);
    for (const link of this.#links.values()) link.close();
  }
}

function refusalsOf(owner: string): string {
  return `refusals of ${owner}`;
}

function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && replyCode(error.cause) === 'NOSCRIPT';
}
