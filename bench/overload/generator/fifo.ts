// First in, first out, without moving what is behind the first.

export class Fifo<T> {
  #items: T[] = [];
  #head = 0;

  get first(): T | undefined {
    return this.#items[this.#head];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    const item = this.first;
    if (item === undefined) return undefined;
    this.#head++;
    // Half of the array at least is dead by then, so each item is moved once on average.
    if (this.#head * 2 > this.#items.length && this.#head > 1000) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }
}
