// Keeps a number of processes of one server running: starts again what ends, replaces all one by one when told to, ends
// them in time when told to stop. It holds the stores that make them one fleet, and serves no client itself.

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { type ServedStores, serveStores } from '../stores/ipc/ipc-store-server.ts';
import { RestartPolicy } from './restart-policy.ts';

/** What a process tells its supervisor. */
export type FromProcess =
  /** It serves, at this URL; `what` is for people. */
  | { readonly supervised: 'serving'; readonly url: string; readonly what: string }
  /** It cannot serve, and would not the next time either: what its user has to change. */
  | { readonly supervised: 'unfit'; readonly message: string };

export interface SupervisorOptions {
  /** Processes to keep running. */
  readonly count: number;
  readonly stores: ServedStores;
  /**
   * Starts a process with a channel of its own.
   * @param index of its place, from 0
   * @param port that the others listen on; 0 for the first, which finds it
   */
  readonly spawn: (index: number, port: number) => ChildProcess;
  /** Milliseconds that a process gets to end by itself. */
  readonly stopTimeoutMs: number;
  /** Milliseconds that a process gets to begin to serve. */
  readonly startTimeoutMs: number;
  readonly now: () => number;
  readonly onEvent: (event: SupervisorEvent) => void;
}

export type SupervisorEvent =
  | { readonly kind: 'started' | 'stopped'; readonly index: number; readonly pid: number }
  | {
      readonly kind: 'ended';
      readonly index: number;
      readonly pid: number;
      readonly how: string;
      readonly delayMs: number;
    }
  | { readonly kind: 'replaced' };

export type Serving = Pick<Extract<FromProcess, { supervised: 'serving' }>, 'url' | 'what'>;

/** A process cannot serve at all. The message is for the user. */
export class UnfitError extends Error {
  override readonly name = 'UnfitError';
}

interface Place {
  readonly index: number;
  readonly policy: RestartPolicy;
  child: ChildProcess | undefined;
  retry: NodeJS.Timeout | undefined;
}

export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #places: Place[];
  /** Processes that are told to end. */
  readonly #ending = new Set<ChildProcess>();
  #port = 0;
  #stopping = false;
  #replacing: Promise<void> | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#places = Array.from({ length: options.count }, (_, index) => ({
      index,
      policy: new RestartPolicy(),
      child: undefined,
      retry: undefined,
    }));
  }

  /**
   * Starts all processes.
   * @returns what all of them serve, and where
   * @throws UnfitError when one cannot; then none is left running
   */
  async start(): Promise<Serving> {
    try {
      const [first, ...others] = this.#places;
      const serving = await this.#fill(first as Place);
      this.#port = Number(new URL(serving.url).port);
      await Promise.all(others.map((place) => this.#fill(place)));
      return serving;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Ids of the processes that run, by place. */
  get pids(): readonly (number | undefined)[] {
    return this.#places.map(({ child }) => child?.pid);
  }

  /** Replaces all processes by new ones, one by one: each serves before the one in whose place it comes is told to end. */
  replaceAll(): Promise<void> {
    this.#replacing ??= this.#replaceAll().finally(() => {
      this.#replacing = undefined;
    });
    return this.#replacing;
  }

  /** Ends all processes: gently, and after `stopTimeoutMs` for certain. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const children = this.#places.flatMap(({ child, retry }) => {
      clearTimeout(retry);
      return child === undefined ? [] : [child];
    });
    await Promise.all([...children, ...this.#ending].map((child) => this.#end(child)));
  }

  /** Ends all processes at once. */
  kill(): void {
    this.#stopping = true;
    for (const { child, retry } of this.#places) {
      clearTimeout(retry);
      child?.kill('SIGKILL');
    }
    for (const child of this.#ending) child.kill('SIGKILL');
  }

  async #replaceAll(): Promise<void> {
    for (const place of this.#places) {
      if (this.#stopping) return;
      const old = place.child;
      try {
        await this.#fill(place);
      } catch (error) {
        // What runs is better than nothing.
        place.child = old;
        throw error;
      }
      if (old !== undefined) await this.#end(old);
    }
    this.#options.onEvent({ kind: 'replaced' });
  }

  async #fill(place: Place): Promise<Serving> {
    const { spawn, stores, now, onEvent } = this.#options;
    const child = spawn(place.index, this.#port);
    const { pid = 0 } = child;
    place.child = child;
    serveStores(child, stores);
    const startedAtMs = now();
    const serving = await this.#serving(child);
    onEvent({ kind: 'started', index: place.index, pid });
    child.once('exit', (code, signal) =>
      this.#ended(place, child, { how: describe(code, signal), startedAtMs }),
    );
    return serving;
  }

  async #serving(child: ChildProcess): Promise<Serving> {
    const { startTimeoutMs } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<Serving>();
    const onMessage = (message: unknown): void => {
      const told = message as Partial<FromProcess>;
      if (told.supervised === 'serving') resolve(told as Serving);
      if (told.supervised === 'unfit') reject(new UnfitError((told as { message: string }).message));
    };
    const onExit = (code: number | null, signal: string | null): void =>
      reject(new UnfitError(`The process ended before it served (${describe(code, signal)}).`));
    const timer = setTimeout(() => {
      reject(new UnfitError(`The process did not serve within ${startTimeoutMs} ms.`));
    }, startTimeoutMs);
    child.on('message', onMessage);
    child.once('exit', onExit);
    try {
      return await promise;
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    } finally {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
    }
  }

  #ended(
    place: Place,
    child: ChildProcess,
    { how, startedAtMs }: { how: string; startedAtMs: number },
  ): void {
    const { now, onEvent } = this.#options;
    const { index } = place;
    const { pid = 0 } = child;
    const wasTold = this.#ending.delete(child);
    if (wasTold || this.#stopping || place.child !== child) return onEvent({ kind: 'stopped', index, pid });
    const delayMs = place.policy.delayAfter(now() - startedAtMs);
    place.child = undefined;
    onEvent({ kind: 'ended', index, pid, how, delayMs });
    this.#retry(place, delayMs);
  }

  #retry(place: Place, delayMs: number): void {
    place.retry = setTimeout(() => {
      this.#fill(place).catch((error: Error) => {
        if (this.#stopping) return;
        const nextDelayMs = place.policy.delayAfter(0);
        place.child = undefined;
        this.#options.onEvent({
          kind: 'ended',
          index: place.index,
          pid: 0,
          how: error.message,
          delayMs: nextDelayMs,
        });
        this.#retry(place, nextDelayMs);
      });
    }, delayMs);
  }

  async #end(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    this.#ending.add(child);
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), this.#options.stopTimeoutMs);
    await exited;
    clearTimeout(timer);
  }
}

function describe(code: number | null, signal: string | null): string {
  return signal === null ? `exit code ${code}` : signal;
}
