// A connection that keeps what is written to it, and breaks when a test says so.

import type { EventSink } from '../../src/session/stream.ts';

export interface RecordedEvent {
  readonly id: string | undefined;
  readonly data: string;
}

export class RecordingSink implements EventSink {
  text = '';
  ended = false;
  #left = false;
  readonly #callbacks: (() => void)[] = [];

  write(frame: string): void {
    if (!this.ended && !this.#left) this.text += frame;
  }

  end(): void {
    this.ended = true;
    // As with a real connection, the close is noticed later.
    queueMicrotask(() => this.leave());
  }

  onClose(callback: () => void): void {
    if (this.#left) callback();
    else this.#callbacks.push(callback);
  }

  /** The client goes away. */
  leave(): void {
    if (this.#left) return;
    this.#left = true;
    for (const callback of this.#callbacks) callback();
  }

  /** The events so far that carry a message. */
  get events(): readonly RecordedEvent[] {
    return this.text
      .split('\n\n')
      .map((frame) => {
        const field = (name: string) =>
          frame
            .split('\n')
            .find((line) => line.startsWith(`${name}: `))
            ?.slice(name.length + 2);
        return { id: field('id'), data: field('data') ?? '' };
      })
      .filter(({ data }) => data !== '');
  }

  get messages(): readonly string[] {
    return this.events.map(({ data }) => data);
  }

  /** The id that a client would come back with. */
  get lastEventId(): string {
    return (
      this.text
        .match(/^id: (.*)$/gm)
        ?.at(-1)
        ?.slice(4) ?? ''
    );
  }
}
