// Cuts an event stream into its events while it arrives. Source: WHATWG HTML, "Server-sent events", 9.2.6.

export interface SseEvent {
  /** The last id the stream has given so far, this event's included; empty when there was none. */
  readonly lastEventId: string;
  readonly data: string;
}

export class SseParser {
  readonly #onEvent: (event: SseEvent) => void;
  #rest = '';
  #data: string[] = [];
  #lastEventId = '';
  #retryMs: number | undefined;
  #atStart = true;

  constructor(onEvent: (event: SseEvent) => void) {
    this.#onEvent = onEvent;
  }

  /** Where to go on when the stream breaks; empty when it cannot be resumed. */
  get lastEventId(): string {
    return this.#lastEventId;
  }

  /** Milliseconds that the server wants a client to wait before it comes back. */
  get retryMs(): number | undefined {
    return this.#retryMs;
  }

  /** Characters of the event that has not ended yet. */
  get pendingLength(): number {
    return this.#data.reduce((sum, line) => sum + line.length, this.#rest.length);
  }

  push(text: string): void {
    if (this.#atStart && text !== '') {
      this.#atStart = false;
      if (text.startsWith('\uFEFF')) text = text.slice(1);
    }
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    // A carriage return at the very end may be half of a line end.
    this.#rest = lines.pop() as string;
    for (const line of lines) this.#takeLine(line);
  }

  #takeLine(line: string): void {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    // A comment.
    if (colon === 0) return;
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    switch (field) {
      case 'data':
        this.#data.push(value);
        return;
      case 'id':
        if (!value.includes('\0')) this.#lastEventId = value;
        return;
      case 'retry':
        if (/^\d+$/.test(value)) this.#retryMs = Number(value);
    }
  }

  #dispatch(): void {
    const data = this.#data.join('\n');
    this.#data = [];
    if (data !== '') this.#onEvent({ lastEventId: this.#lastEventId, data });
  }
}
