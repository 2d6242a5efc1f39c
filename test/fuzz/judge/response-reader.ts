// Reads HTTP/1.1 responses from the bytes of a connection and accepts nothing that a strict client would not: one way to
// tell the length, clean header lines, and no byte that nobody asked for. Source: RFC 9112.

import { Fault } from './fault.ts';

export interface ResponseHead {
  readonly status: number;
  /** By lower-case name; each at most once. */
  readonly headers: ReadonlyMap<string, string>;
}

export type ResponsePart =
  | { readonly kind: 'head'; readonly head: ResponseHead }
  | { readonly kind: 'data'; readonly bytes: Buffer }
  | { readonly kind: 'done' };

const EMPTY: Buffer = Buffer.alloc(0);
const DONE: ResponsePart = { kind: 'done' };
const STATUS_LINE = /^HTTP\/1\.1 ([1-5]\d\d) [\t\x20-\x7e\x80-\xff]*$/;
const HEADER_LINE = /^([!#$%&'*+\-.^_`|~\w]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/;
/** More than any answer of the server has. */
const MAX_HEAD_BYTES = 65_536;

export class ResponseReader {
  #buffer: Buffer = EMPTY;
  #ended = false;
  #state: 'head' | 'length' | 'chunk-size' | 'chunk' | 'trailer' | 'to-end' = 'head';
  #left = 0;
  /** Methods of the requests that have no answer yet. */
  readonly #awaited: string[] = [];
  #anyNumber = false;
  #closing = false;

  /** A request of that method was sent. */
  expect(method: string): void {
    this.#awaited.push(method);
  }

  /** It cannot be told how many requests there are in what was sent. */
  expectAnyNumber(): void {
    this.#anyNumber = true;
  }

  /** Requests without an answer. */
  get awaited(): number {
    return this.#awaited.length;
  }

  /** The last answer said that the connection ends with it. */
  get closing(): boolean {
    return this.#closing;
  }

  feed(bytes: Buffer): void {
    this.#buffer = this.#buffer.length === 0 ? bytes : Buffer.concat([this.#buffer, bytes]);
  }

  /** The server sends nothing more. */
  end(): void {
    this.#ended = true;
  }

  /** Whether an answer has begun that is not complete. */
  get midway(): boolean {
    return this.#state !== 'head' || this.#buffer.length > 0;
  }

  /** The next part that is complete. @throws Fault when what was received is no HTTP */
  read(): ResponsePart | undefined {
    switch (this.#state) {
      case 'head':
        return this.#readHead();
      case 'length':
        return this.#readLength();
      case 'chunk-size':
        return this.#readChunkSize();
      case 'chunk':
        return this.#readChunk();
      case 'trailer':
        return this.#readTrailer();
      case 'to-end':
        return this.#readToEnd();
    }
  }

  #readHead(): ResponsePart | undefined {
    if (this.#buffer.length === 0) return undefined;
    if (this.#closing) throw new Fault(`bytes after an answer that closes the connection: ${this.#shown()}`);
    if (this.#awaited.length === 0 && !this.#anyNumber) {
      throw new Fault(`bytes that no request asked for: ${this.#shown()}`);
    }
    const end = this.#buffer.indexOf('\r\n\r\n');
    if (end < 0) {
      if (this.#buffer.length > MAX_HEAD_BYTES) throw new Fault('the head of the answer does not end');
      return undefined;
    }
    const head = parseHead(this.#take(end, 4).toString('latin1'));
    if (head.status < 200) return { kind: 'head', head };
    const method = this.#awaited.shift();
    this.#closing = head.headers.get('connection') === 'close';
    this.#startBody(head, method);
    return { kind: 'head', head };
  }

  #startBody({ status, headers }: ResponseHead, method: string | undefined): void {
    const length = headers.get('content-length');
    const coding = headers.get('transfer-encoding');
    if (length !== undefined && coding !== undefined) throw new Fault('the answer has two lengths');
    if (coding !== undefined && coding !== 'chunked') throw new Fault(`transfer coding "${coding}"`);
    if (length !== undefined && !/^\d{1,12}$/.test(length)) throw new Fault(`Content-Length "${length}"`);
    const hasNone = status === 204 || status === 304;
    if (hasNone && (length ?? coding) !== undefined) throw new Fault(`a ${status} answer announces a body`);
    this.#left = 0;
    if (hasNone || method === 'HEAD' || length === '0') this.#state = 'length';
    else if (coding !== undefined) this.#state = 'chunk-size';
    else if (length === undefined) this.#startToEnd();
    else {
      this.#left = Number(length);
      this.#state = 'length';
    }
  }

  /** Only a connection that closes can end a body. */
  #startToEnd(): void {
    if (!this.#closing) throw new Fault('the answer has no length, and its connection stays open');
    this.#state = 'to-end';
  }

  #readLength(): ResponsePart | undefined {
    if (this.#left === 0) return this.#done();
    if (this.#buffer.length === 0) return this.#endedEarly();
    return this.#data();
  }

  #readChunkSize(): ResponsePart | undefined {
    const end = this.#buffer.indexOf('\r\n');
    if (end < 0) return this.#endedEarly();
    const line = this.#take(end, 2).toString('latin1');
    if (!/^[\da-f]{1,8}$/i.test(line)) throw new Fault(`chunk size "${line}"`);
    this.#left = Number.parseInt(line, 16);
    this.#state = this.#left === 0 ? 'trailer' : 'chunk';
    return this.read();
  }

  #readChunk(): ResponsePart | undefined {
    if (this.#left > 0) {
      if (this.#buffer.length === 0) return this.#endedEarly();
      return this.#data();
    }
    if (this.#buffer.length < 2) return this.#endedEarly();
    if (this.#take(0, 2).toString('latin1') !== '\r\n') throw new Fault('a chunk is longer than its size');
    this.#state = 'chunk-size';
    return this.read();
  }

  #readTrailer(): ResponsePart | undefined {
    if (this.#buffer.length < 2) return this.#endedEarly();
    if (this.#take(0, 2).toString('latin1') !== '\r\n') throw new Fault('the answer has a trailer');
    return this.#done();
  }

  #readToEnd(): ResponsePart | undefined {
    if (this.#buffer.length === 0) return this.#ended ? this.#done() : undefined;
    const bytes = this.#buffer;
    this.#buffer = EMPTY;
    return { kind: 'data', bytes };
  }

  #data(): ResponsePart {
    const bytes = this.#buffer.subarray(0, this.#left);
    this.#buffer = this.#buffer.subarray(bytes.length);
    this.#left -= bytes.length;
    return { kind: 'data', bytes };
  }

  #done(): ResponsePart {
    this.#state = 'head';
    return DONE;
  }

  #endedEarly(): undefined {
    // Where the client leaves when it likes, the server may stop where it is.
    if (this.#ended && !this.#anyNumber) throw new Fault('the connection ended in the middle of an answer');
    return undefined;
  }

  #take(length: number, separator: number): Buffer {
    const bytes = this.#buffer.subarray(0, length === 0 ? separator : length);
    this.#buffer = this.#buffer.subarray(length + separator);
    return bytes;
  }

  #shown(): string {
    return JSON.stringify(this.#buffer.toString('latin1', 0, 200));
  }
}

function parseHead(text: string): ResponseHead {
  const [statusLine = '', ...lines] = text.split('\r\n');
  const status = STATUS_LINE.exec(statusLine)?.[1];
  if (status === undefined) throw new Fault(`status line ${JSON.stringify(statusLine.slice(0, 200))}`);
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = HEADER_LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new Fault(`header line ${JSON.stringify(line)}`);
    const key = name.toLowerCase();
    if (headers.has(key)) throw new Fault(`the answer has two headers "${key}"`);
    headers.set(key, value);
  }
  return { status: Number(status), headers };
}
