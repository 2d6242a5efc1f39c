// One keep-alive connection that sends a request, judges the answer and sends the next. Reads land in a buffer of its own
// (`onread`), so no stream and no allocation stands between the socket and the judgement.
import { connect, type Socket } from 'node:net';
import { Exchange } from './exchange.ts';
import type { Workload } from './workloads.ts';

/** What a connection needs from the load that it is part of. */
export interface LoadPort {
  /** Asked before each turn of the loop: go on, or close? */
  mayStartTurn(): boolean;
  answered(latencyMs: number): void;
  /** The opening exchanges are over; the loop begins. */
  opened(): void;
  /** The closing exchanges are over. */
  closed(): void;
  failed(reason: string): void;
}

export interface ConnectionPlace {
  port: number;
  /** Number of the connection, below 100. */
  index: number;
}

const readBytes = 64 * 1024;

type Phase = 'opening' | 'loop' | 'closing';

export class Connection {
  readonly #load: LoadPort;
  readonly #phases: Record<Phase, Exchange[]>;
  readonly #exchanges: Exchange[];
  readonly #socket: Socket;
  #phase: Phase = 'opening';
  #step = -1;
  #exchange: Exchange | undefined;
  #sentAtMs = 0;
  /** The start of an answer that came in pieces. */
  #held = Buffer.alloc(readBytes);
  #heldLength = 0;
  #over = false;

  constructor(workload: Workload, { port, index }: ConnectionPlace, load: LoadPort) {
    this.#load = load;
    const host = `127.0.0.1:${port}`;
    let step = 0;
    const build = (plans: Workload[Phase]) =>
      plans.map((plan) => new Exchange(plan, { host, connection: index, step: step++ }));
    this.#phases = {
      opening: build(workload.opening),
      loop: build(workload.loop),
      closing: build(workload.closing),
    };
    this.#exchanges = Object.values(this.#phases).flat();
    const buffer = Buffer.alloc(readBytes);
    const callback = (length: number) => this.#received(buffer, length);
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer, callback } });
    this.#socket.on('connect', () => this.#sendNext());
    this.#socket.on('error', (error) => this.#fail(`The connection broke: ${error.message}`));
    this.#socket.on('close', () => this.#fail('The server closed a connection'));
  }

  /** Answers that were parsed instead of compared with the learned bytes. */
  get parsedCount(): number {
    return this.#exchanges.reduce((sum, exchange) => sum + exchange.parsedCount, 0);
  }

  destroy(): void {
    this.#over = true;
    this.#socket.destroy();
  }

  #sendNext(): void {
    const exchange = this.#turn();
    this.#exchange = exchange;
    if (exchange === undefined) {
      this.destroy();
      this.#load.closed();
      return;
    }
    this.#sentAtMs = performance.now();
    this.#socket.write(exchange.next());
  }

  #turn(): Exchange | undefined {
    const steps = this.#phases[this.#phase];
    this.#step++;
    if (this.#step < steps.length && (this.#step > 0 || this.#phase !== 'loop')) return steps[this.#step];
    this.#step = 0;
    if (this.#phase === 'opening') {
      this.#phase = 'loop';
      this.#load.opened();
    }
    if (this.#phase === 'loop') {
      if (this.#load.mayStartTurn()) return this.#phases.loop[0];
      this.#phase = 'closing';
      return this.#phases.closing[0];
    }
    return undefined;
  }

  #received(bytes: Buffer, length: number): boolean {
    const exchange = this.#exchange;
    if (this.#over || exchange === undefined) return true;
    const whole = this.#heldLength === 0 ? bytes : this.#hold(bytes, length);
    const wholeLength = this.#heldLength === 0 ? length : this.#heldLength;
    const verdict = exchange.judge(whole, wholeLength);
    if (verdict === 'right') {
      this.#heldLength = 0;
      if (this.#phase === 'loop') this.#load.answered(performance.now() - this.#sentAtMs);
      if (exchange.openedSessionId !== undefined) this.#useSession(exchange);
      this.#sendNext();
    } else if (verdict === 'incomplete') {
      if (this.#heldLength === 0) this.#hold(bytes, length);
    } else {
      this.#fail(verdict.wrong);
    }
    return true;
  }

  #hold(bytes: Buffer, length: number): Buffer {
    const needed = this.#heldLength + length;
    if (needed > this.#held.length) this.#held = Buffer.concat([this.#held, Buffer.alloc(needed)]);
    bytes.copy(this.#held, this.#heldLength, 0, length);
    this.#heldLength = needed;
    return this.#held;
  }

  #useSession(opener: Exchange): void {
    const sessionId = opener.openedSessionId;
    opener.openedSessionId = undefined;
    if (sessionId === undefined) return;
    for (const exchange of this.#exchanges) exchange.useSession(sessionId);
  }

  #fail(reason: string): void {
    if (this.#over) return;
    this.destroy();
    this.#load.failed(reason);
  }
}
