// Opens SSE streams on a server and holds them: the client's half of `idle-stream`.
import { type ClientRequest, type IncomingMessage, request } from 'node:http';

const openDeadlineMs = 10_000;

export interface StreamRequest {
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string;
  /** Text that the stream starts with; a stream is open when it was received. Without it, when the headers were. */
  firstText?: string;
}

export class HeldStreams {
  readonly #port: number;
  readonly #requests: ClientRequest[] = [];

  constructor(port: number) {
    this.#port = port;
  }

  /** Opens `count` streams, a few at a time; `describe` gives the request of each. */
  async open(
    count: number,
    describe: (index: number) => Promise<StreamRequest> | StreamRequest,
  ): Promise<void> {
    const first = this.#requests.length;
    const batch = 20;
    for (let opened = 0; opened < count; opened += batch) {
      const size = Math.min(batch, count - opened);
      await Promise.all(
        Array.from({ length: size }, async (_, index) =>
          this.#openOne(await describe(first + opened + index)),
        ),
      );
    }
  }

  close(): void {
    for (const held of this.#requests) held.destroy();
  }

  #openOne({ method, headers, body, firstText }: StreamRequest): Promise<void> {
    return new Promise((resolve, reject) => {
      const sent = request({
        host: '127.0.0.1',
        port: this.#port,
        path: '/mcp',
        method,
        headers,
        agent: false,
      });
      const fail = (reason: string) => reject(new Error(`A stream could not be opened: ${reason}`));
      sent.setTimeout(openDeadlineMs, () => fail('it took too long'));
      sent.on('error', (error) => fail(error.message));
      sent.on('response', (answer: IncomingMessage) => {
        const type = answer.headers['content-type'] ?? '';
        if (answer.statusCode !== 200 || !type.startsWith('text/event-stream')) {
          answer.resume();
          return fail(`status ${answer.statusCode}, type ${type}`);
        }
        let received = '';
        answer.on('data', (chunk: Buffer) => {
          if (firstText === undefined) return;
          received = (received + chunk.toString()).slice(-2_000);
          if (received.includes(firstText)) opened();
        });
        answer.on('error', () => undefined);
        if (firstText === undefined) opened();
      });
      const opened = () => {
        sent.setTimeout(0);
        this.#requests.push(sent);
        resolve();
      };
      sent.end(body);
    });
  }
}
