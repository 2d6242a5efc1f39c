// A bounded cache on the path of every request in a session: two generations of a Map. What is used moves to the young
// one; when that is full it becomes the old one, and what nobody used since is forgotten. Nearly least-recently-used,
// at the price of one look-up.

export class RecentCache<V> {
  readonly #generation: number;
  #young = new Map<string, V>();
  #old = new Map<string, V>();

  /** @param max entries at most; at least half as many of the last used are kept */
  constructor(max: number) {
    this.#generation = Math.max(1, Math.floor(max / 2));
  }

  get(key: string): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: string, value: V): void {
    if (this.#young.size >= this.#generation) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }

  delete(key: string): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }
}
