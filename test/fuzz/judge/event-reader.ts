// Reads the events of a stream strictly: only the fields that the server has reason to send, and data that is JSON.
// Source: WHATWG HTML, "Server-sent events".

import { Fault } from './fault.ts';

export interface StreamEvent {
  readonly id: string | undefined;
  /** Undefined for an event that only carries an id or a delay. */
  readonly message: unknown;
}

const EVENT_ID = /^[\w-]{1,200}\.(\d{1,15})$/;

export class EventReader {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #text = '';
  #lastSequence = -1;

  /** The events that are complete with these bytes. @throws Fault */
  feed(bytes: Buffer): StreamEvent[] {
    try {
      this.#text += this.#decoder.decode(bytes, { stream: true });
    } catch {
      throw new Fault('the event stream is not UTF-8');
    }
    const events: StreamEvent[] = [];
    for (let end = this.#text.indexOf('\n\n'); end >= 0; end = this.#text.indexOf('\n\n')) {
      const frame = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + 2);
      const event = this.#parse(frame);
      if (event !== undefined) events.push(event);
    }
    return events;
  }

  /** To be called when the stream has ended. @throws Fault when it ended within an event */
  end(): void {
    if (this.#text !== '') throw new Fault(`the stream ends within an event: ${JSON.stringify(this.#text)}`);
  }

  #parse(frame: string): StreamEvent | undefined {
    let id: string | undefined;
    let data: string | undefined;
    for (const line of frame.split('\n')) {
      if (line.startsWith(':')) continue;
      const colon = line.indexOf(': ');
      const field = line.slice(0, colon);
      const value = line.slice(colon + 2);
      if (field === 'id') id = value;
      else if (field === 'data' && data === undefined) data = value;
      else if (field === 'retry' ? !/^\d+$/.test(value) : line !== 'event: message') {
        throw new Fault(`event line ${JSON.stringify(line)}`);
      }
    }
    if (id !== undefined) this.#checkId(id);
    if (data === undefined) return undefined;
    return { id, message: data === '' ? undefined : parseData(data) };
  }

  /** Each event of a stream comes once, and in order. */
  #checkId(id: string): void {
    const sequence = Number(EVENT_ID.exec(id)?.[1] ?? Number.NaN);
    if (Number.isNaN(sequence)) throw new Fault(`event id ${JSON.stringify(id)}`);
    if (sequence <= this.#lastSequence) throw new Fault(`event ${id} comes after ${this.#lastSequence}`);
    this.#lastSequence = sequence;
  }
}

function parseData(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    throw new Fault(`the data of an event is no JSON: ${JSON.stringify(data.slice(0, 500))}`);
  }
}
