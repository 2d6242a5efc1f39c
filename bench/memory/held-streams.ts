// Opens SSE streams on a server and holds them: the client's half of `idle-stream`.
import { type ClientRequest, type IncomingMessage, request } from 'node:http';

const openDeadlineMs = 10_000;
const openedAtOnce = 20;

export interface StreamRequest {
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string;
  /** Text that the stream starts with; a stream is open when it was received. Without it, when the headers were. */
  firstText?: string;
}

export type DescribeStream = (port: number) => Promise<StreamRequest> | StreamRequest;

export class HeldStreams {
  readonly #port: number;
  readonly #requests: ClientRequest[] = [];

  constructor(port: number) {
    this.#port = port;
  }

  /** Opens `count` streams, a few at a time; `describe` gives the request of each. */
  async open(count: number, describe: DescribeStream): Promise<void> {
    const openOne = async () => this.#open(await describe(this.#port));
    for (let opened = 0; opened < count; opened += openedAtOnce) {
      const batch = Math.min(openedAtOnce, count - opened);
      await Promise.all(Array.from({ length: batch }, openOne));
    }
  }

  close(): void {
    for (const held of this.#requests) held.destroy();
  }

  #open({ method, headers, body, firstText }: StreamRequest): Promise<void> {
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
