// The client of `overhead.ts`: keeps one request of a load under way on each of its connections, and trusts that an
// answer comes in one piece, which on the loopback it does.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { ExchangePlan, Workload } from './generator/workloads.ts';

const connections = 32;
const idDigits = '1'.repeat(9);

export class OverheadClient {
  readonly #open: Connection[] = [];
  #left = 0;
  #underWay = 0;
  #done = (): void => {};

  /** Connects, and runs what opens the load on each connection. */
  static async open(port: number, load: Workload): Promise<OverheadClient> {
    const client = new OverheadClient();
    for (let count = 0; count < connections; count++) {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      await once(socket, 'connect');
      const connection = new Connection(socket, load, `127.0.0.1:${port}`);
      await connection.begin();
      connection.onAnswer = () => client.#answered(connection);
      client.#open.push(connection);
    }
    return client;
  }

  #answered(connection: Connection): void {
    if (this.#left > 0) {
      this.#left--;
      connection.send();
    } else if (--this.#underWay === 0) this.#done();
  }

  run(count: number): Promise<void> {
    this.#left = count - connections;
    this.#underWay = connections;
    for (const connection of this.#open) connection.send();
    return new Promise((resolve) => {
      this.#done = resolve;
    });
  }

  /** CPU microseconds a request, of client and server together. */
  async measure(count: number): Promise<number> {
    const before = process.cpuUsage();
    await this.run(count);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / count;
  }

  close(): void {
    for (const connection of this.#open) connection.close();
  }
}

class Connection {
  readonly #socket: Socket;
  readonly #load: Workload;
  readonly #host: string;
  #next = 0;
  #sessionId = '';
  #plan: ExchangePlan | undefined;
  /** Requests are built once for each session. */
  #built: (Buffer | undefined)[] = [];
  onAnswer = (): void => {};

  constructor(socket: Socket, load: Workload, host: string) {
    this.#socket = socket;
    this.#load = load;
    this.#host = host;
    socket.on('data', (answer: Buffer) => this.#take(answer));
  }

  async begin(): Promise<void> {
    for (const plan of this.#load.opening) {
      const answered = new Promise<void>((resolve) => {
        this.onAnswer = resolve;
      });
      this.#plan = plan;
      this.#socket.write(this.#request(plan));
      await answered;
    }
  }

  send(): void {
    const { loop } = this.#load;
    const index = this.#next;
    const plan = loop[index] as ExchangePlan;
    this.#next = (index + 1) % loop.length;
    this.#plan = plan;
    this.#built[index] ??= this.#request(plan);
    this.#socket.write(this.#built[index]);
  }

  close(): void {
    this.#socket.destroy();
  }

  #request(plan: ExchangePlan): Buffer {
    const fill = { host: this.#host, id: idDigits, text: idDigits, sessionId: this.#sessionId };
    const [first = '', ...rest] = plan.request(fill).split('\r\n');
    // Bare servers and nodes without authentication do not look at it.
    return Buffer.from([first, 'authorization: Bearer bench-key', ...rest].join('\r\n'));
  }

  #take(answer: Buffer): void {
    const plan = this.#plan as ExchangePlan;
    const status = Number(answer.toString('latin1', 9, 12));
    if (!plan.statuses.includes(status)) throw new Error(`A wrong answer: ${answer}`);
    if (plan.opensSession) {
      this.#sessionId = /\r\nmcp-session-id: (\S+)/i.exec(answer.toString('latin1'))?.[1] ?? '';
      this.#built = [this.#built[0]];
    }
    this.onAnswer();
  }
}
