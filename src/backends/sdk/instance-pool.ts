// Servers that are kept between calls, by whom they serve. One that nobody needs for a while is closed, and so is the
// one that was not used for longest when there are too many; it is made again when somebody asks for it.

export interface Pooled {
  /** Requests that it works on; while there are any it is not closed. */
  readonly running: number;
  /** Whether it has something to do although nothing runs; such a one goes only when there are too many. */
  readonly isNeeded: boolean;
  /** Closes it, and ends what it works on. */
  close(): Promise<void>;
  /** Closes it when it works on nothing any more. */
  retire(): void;
}

export interface PoolOptions {
  /** Instances that are kept; more only while all of them work. */
  readonly maxInstances: number;
  /** Milliseconds without use after which an instance is closed. */
  readonly idleMs: number;
  readonly now: () => number;
  /** Runs `callback` after `delayMs`, without keeping the process, unless the returned function is called first. */
  readonly after: (delayMs: number, callback: () => void) => () => void;
}

const ignore = (): void => undefined;

/** Milliseconds after which an instance that is not made yet is given up, so that the next call makes another one. */
const MAKING_MS = 30_000;

interface Entry<T> {
  /** Undefined while it is being made. */
  instance: T | undefined;
  readonly made: Promise<T>;
  usedAtMs: number;
}

export class InstancePool<T extends Pooled> {
  readonly #options: PoolOptions;
  /** The one used longest ago first. */
  readonly #entries = new Map<string, Entry<T>>();
  #stopSweeping: (() => void) | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** The instance of that key when it is ready; counts as a use of it. */
  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    if (entry?.instance !== undefined) this.#use(key, entry);
    return entry?.instance;
  }

  /** The instance of that key, made when there is none. Whoever asks while it is being made gets the same one. */
  getOrMake(key: string, make: () => Promise<T>): Promise<T> {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#use(key, known);
      return known.made;
    }
    const entry: Entry<T> = { instance: undefined, made: make(), usedAtMs: this.#options.now() };
    this.#entries.set(key, entry);
    const stopWaiting = this.#options.after(MAKING_MS, () => this.#giveUp(key, entry));
    entry.made.then(
      (instance) => {
        stopWaiting();
        entry.instance = instance;
      },
      () => {
        stopWaiting();
        this.#forget(key, entry);
      },
    );
    this.#makeRoom();
    this.#sweepLater();
    return entry.made;
  }

  /** Counts as a use of the instance. */
  touch(key: string): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) this.#use(key, entry);
  }

  /** Lets go of the instance of that key; one that works is closed when it is done. */
  retire(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    // Those who wait for one that is being made come first.
    if (entry.instance === undefined) entry.made.then((late) => late.retire(), ignore);
    else entry.instance.retire();
  }

  /** Closes the instance of that key, with everything that it works on. */
  drop(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    if (entry.instance === undefined) entry.made.then((late) => late.close(), ignore);
    else void entry.instance.close();
  }

  /** Lets go of all instances; those that work are closed when they are done. */
  retireAll(): void {
    for (const key of [...this.#entries.keys()]) this.retire(key);
  }

  async closeAll(): Promise<void> {
    this.#stopSweeping?.();
    this.#stopSweeping = undefined;
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    await Promise.all(entries.map(({ made }) => made.then((instance) => instance.close(), ignore)));
  }

  #use(key: string, entry: Entry<T>): void {
    entry.usedAtMs = this.#options.now();
    this.#entries.delete(key);
    this.#entries.set(key, entry);
  }

  #giveUp(key: string, entry: Entry<T>): void {
    if (this.#entries.get(key) === entry) this.retire(key);
  }

  #forget(key: string, entry: Entry<T>): void {
    if (this.#entries.get(key) === entry) this.#entries.delete(key);
  }

  #makeRoom(): void {
    let surplus = this.#entries.size - this.#options.maxInstances;
    for (const isNeeded of [false, true]) {
      for (const [key, { instance }] of this.#entries) {
        if (surplus <= 0) return;
        if (instance === undefined || instance.running > 0 || instance.isNeeded !== isNeeded) continue;
        this.drop(key);
        surplus--;
      }
    }
  }

  #sweepLater(): void {
    const { idleMs, after } = this.#options;
    this.#stopSweeping ??= after(idleMs / 2, () => this.#sweep());
  }

  #sweep(): void {
    this.#stopSweeping = undefined;
    const { now, idleMs } = this.#options;
    const nowMs = now();
    for (const [key, entry] of this.#entries) {
      const { instance } = entry;
      if (instance === undefined || instance.running > 0 || instance.isNeeded) entry.usedAtMs = nowMs;
      else if (nowMs - entry.usedAtMs >= idleMs) this.drop(key);
    }
    if (this.#entries.size > 0) this.#sweepLater();
  }
}
