// A raw TCP connection to an HTTP server: sends exactly the bytes that a test wants and reads the responses as they
// come, for requests that HTTP clients would refuse to send or tidy up.

import { connect, type Socket } from 'node:net';
import { within } from './until.ts';

export interface RawHead {
  readonly status: number;
  /** Lower-case names; repeated headers are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface RawResponse extends RawHead {
  readonly body: string;
}

/** The text of a request: its first line, its header lines, a blank line, its body. Nothing is added. */
export function rawRequest(firstLine: string, headerLines: readonly string[], body = ''): string {
  return `${[firstLine, ...headerLines].join('\r\n')}\r\n\r\n${body}`;
}

export class RawConnection {
  readonly socket: Socket;
  #received = Buffer.alloc(0);
  #closed = false;
  #wake = Promise.withResolvers<void>();

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#changed();
    });
    socket.on('error', () => {});
    // The server's FIN is enough: what it had to say has arrived.
    const onClose = (): void => {
      this.#closed = true;
      this.#changed();
    };
    socket.once('end', onClose);
    socket.once('close', onClose);
  }

  /** Connects to the host and port of a URL. */
  static async open(url: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port), noDelay: true });
    const connection = new RawConnection(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return connection;
  }

  send(data: string | Uint8Array): void {
    this.socket.write(data);
  }

  /** Whether the server has closed its side. */
  get closed(): boolean {
    return this.#closed;
  }

  /** What was received and not yet taken by one of the readers. */
  get unread(): string {
    return this.#received.toString();
  }

  /** Takes the status line and the headers of the next response, and leaves its body unread. */
  head(): Promise<RawHead> {
    return this.#take('the head of a response', () => {
      const end = this.#received.indexOf('\r\n\r\n');
      if (end < 0) return undefined;
      return { value: parseHead(this.#received.toString('latin1', 0, end)), bytes: end + 4 };
    });
  }

  /** Takes the next response, with its whole body. */
  async response(): Promise<RawResponse> {
    const head = await this.head();
    return { ...head, body: await this.#body(head) };
  }

  #body({ status, headers }: RawHead): Promise<string> {
    if (status < 200 || status === 204 || status === 304) return Promise.resolve('');
    const length = headers['content-length'];
    if (headers['transfer-encoding'] === 'chunked') return this.#chunkedBody();
    return this.#take('the body of a response', () => {
      if (length === undefined && !this.#closed) return undefined;
      const bytes = length === undefined ? this.#received.length : Number(length);
      if (this.#received.length < bytes) return undefined;
      return { value: this.#received.toString('utf8', 0, bytes), bytes };
    });
  }

  async #chunkedBody(): Promise<string> {
    let body = '';
    for (;;) {
      const chunk = await this.chunk();
      if (chunk === '') return body;
      body += chunk;
    }
  }

  /** Takes the next chunk of a chunked body; empty for the last one. */
  chunk(): Promise<string> {
    return this.#take('a chunk of a response', () => {
      const lineEnd = this.#received.indexOf('\r\n');
      if (lineEnd < 0) return undefined;
      const start = lineEnd + 2;
      const size = Number.parseInt(this.#received.toString('latin1', 0, lineEnd), 16);
      if (this.#received.length < start + size + 2) return undefined;
      return { value: this.#received.toString('utf8', start, start + size), bytes: start + size + 2 };
    });
  }

  /** Resolves when the server has closed the connection. */
  async ended(): Promise<void> {
    await this.#take('the end of the connection', () =>
      this.#closed ? { value: undefined, bytes: 0 } : undefined,
    );
  }

  destroy(): void {
    this.socket.destroy();
  }

  #changed(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  }

  /** Tries `read` whenever something arrived, until it has a value; then drops the bytes that it used. */
  #take<T>(what: string, read: () => { value: T; bytes: number } | undefined): Promise<T> {
    const attempt = async (): Promise<T> => {
      for (;;) {
        const taken = read();
        if (taken !== undefined) {
          this.#received = this.#received.subarray(taken.bytes);
          return taken.value;
        }
        if (this.#closed) throw new Error(`The server closed before ${what}; unread: "${this.unread}".`);
        await this.#wake.promise;
      }
    };
    return within(attempt(), { what });
  }
}

function parseHead(text: string): RawHead {
  const [statusLine = '', ...lines] = text.split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return { status: Number(statusLine.split(' ')[1]), headers };
}
