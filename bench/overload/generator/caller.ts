// One principal: its calls, its connections, and what became of each call. A call is due at a moment that its answers have
// no say in, and its clock runs from then, whether or not it could be sent: nothing is left out that a client would
// have waited for (Tene, "How NOT to Measure Latency": coordinated omission).
import { modernCall } from '../../generator/workloads.ts';
import { AnswerJudge } from './answer-judge.ts';
import { Arrivals } from './arrivals.ts';
import { ClientConnection, type ConnectionOwner } from './client-connection.ts';
import { Fifo } from './fifo.ts';
import type { CallerOrder, CallerReport, LoadOrder } from './messages.ts';
import { complementOf, firstId, NumberedBytes } from './numbered-bytes.ts';
import { type Latencies, Tally } from './tally.ts';

export interface CallerContext extends Pick<LoadOrder, 'port' | 'deadlineMs' | 'onsetMs' | 'measureMs'> {
  /** Milliseconds since the load began. */
  elapsedMs(): number;
  /** Takes how late each call was sent by fault of the generator. */
  lag: Latencies;
}

interface Call {
  readonly id: number;
  readonly dueMs: number;
  readonly tally: Tally;
  connection: ClientConnection | undefined;
  isOver: boolean;
}

interface IdleConnection {
  readonly connection: ClientConnection;
  readonly sinceMs: number;
}

/** As with undici, the client in Node. */
const mostIdleMs = 4000;
/** Connections that are opened at a time before the load: fewer than a server's backlog holds. */
const openedAtOnce = 64;

export class Caller implements ConnectionOwner {
  readonly #order: CallerOrder;
  readonly #context: CallerContext;
  readonly #judge = new AnswerJudge();
  readonly #request: NumberedBytes;
  readonly #arrivals: Arrivals | undefined;
  readonly #onset = new Tally();
  readonly #steady = new Tally();
  /** Used last in, first out, so that those at the front are not needed. */
  readonly #idle: IdleConnection[] = [];
  readonly #carried = new Map<ClientConnection, Call | undefined>();
  /** Calls for which no connection was free. */
  readonly #waiting = new Fifo<Call>();
  /** All calls in the order of their deadlines. */
  readonly #deadlines = new Fifo<Call>();
  /** Called when no attempt to connect is under way any more. */
  #onConnected: (() => void) | undefined;
  #nextId = firstId;
  #underWay = 0;
  #connecting = 0;
  connectionsOpened = 0;

  constructor(order: CallerOrder, context: CallerContext) {
    this.#order = order;
    this.#context = context;
    this.#request = requestOf(order, context.port);
    if (order.load.kind === 'open') this.#arrivals = new Arrivals(order.load.perSecond, order.load.seed);
  }

  get isDone(): boolean {
    return this.#underWay === 0;
  }

  /** Opens the connections that are there before the load. @throws Error when the server does not take them */
  async open(): Promise<void> {
    const { connections } = this.#order;
    while (this.#idle.length < connections) {
      const wanted = Math.min(connections, this.#idle.length + openedAtOnce);
      await new Promise<void>((resolve) => {
        this.#onConnected = resolve;
        while (this.#idle.length + this.#connecting < wanted) this.#connect();
      });
      if (this.#idle.length < wanted)
        throw new Error(`The server took only ${this.#idle.length} connections`);
    }
    this.#onConnected = undefined;
  }

  /** The load begins. */
  start(): void {
    const { load } = this.#order;
    if (load.kind === 'open') return;
    for (let client = 0; client < load.clients; client++) this.#offer(0);
  }

  /** Makes the calls that are due. */
  offerDue(): void {
    const endMs = this.#endMs;
    const arrivals = this.#arrivals;
    if (arrivals === undefined) return;
    const nowMs = this.#context.elapsedMs();
    while (arrivals.nextMs <= nowMs && arrivals.nextMs < endMs) {
      this.#offer(arrivals.nextMs);
      arrivals.advance();
    }
  }

  /** Hangs up where the deadline has passed. */
  expire(): void {
    const latestDueMs = this.#context.elapsedMs() - this.#context.deadlineMs;
    for (let call = this.#deadlines.first; call !== undefined; call = this.#deadlines.first) {
      if (!call.isOver && call.dueMs > latestDueMs) return;
      this.#deadlines.shift();
      if (!call.isOver) this.#giveUp(call);
    }
  }

  /** Closes connections that were not needed for a while, as clients do: a server would close them soon. */
  closeIdle(): void {
    const sinceMs = this.#context.elapsedMs() - mostIdleMs;
    for (let [idle] = this.#idle; idle !== undefined && idle.sinceMs < sinceMs; [idle] = this.#idle) {
      this.#idle.shift();
      this.#drop(idle.connection);
    }
  }

  report(): CallerReport {
    return { name: this.#order.name, onset: this.#onset.counts(), steady: this.#steady.counts() };
  }

  close(): void {
    for (const connection of this.#carried.keys()) connection.hangUp();
    this.#carried.clear();
  }

  connected(connection: ClientConnection): void {
    this.freed(connection);
    this.#settled();
  }

  freed(connection: ClientConnection): void {
    for (let call = this.#waiting.shift(); call !== undefined; call = this.#waiting.shift()) {
      if (!call.isOver) return this.#send(call, connection);
    }
    this.#carried.set(connection, undefined);
    this.#idle.push({ connection, sinceMs: this.#context.elapsedMs() });
  }

  received(connection: ClientConnection, bytes: Buffer, length: number): boolean {
    const call = this.#carried.get(connection);
    if (call === undefined) return true;
    const verdict = this.#judge.judge(bytes, length, call.id);
    if (verdict.kind === 'incomplete') return false;
    const latencyMs = this.#context.elapsedMs() - call.dueMs;
    if (verdict.kind === 'failed') this.#drop(connection);
    if (verdict.kind === 'right' && latencyMs > this.#context.deadlineMs) call.tally.late++;
    else call.tally.ended(verdict, latencyMs);
    this.#end(call);
    return true;
  }

  broke(connection: ClientConnection, reason: string | undefined): void {
    const call = this.#carried.get(connection);
    // One that never came to be has no call, but the calls that wait hope for it.
    if (!this.#carried.delete(connection)) this.#settled();
    const idleAt = this.#idle.findIndex((idle) => idle.connection === connection);
    if (idleAt !== -1) this.#idle.splice(idleAt, 1);
    if (call === undefined) return;
    call.tally.ended({ kind: 'failed', reason: reason ?? 'The connection broke' }, 0);
    this.#end(call);
  }

  get #endMs(): number {
    return this.#context.onsetMs + this.#context.measureMs;
  }

  #offer(dueMs: number): void {
    const tally = dueMs < this.#context.onsetMs ? this.#onset : this.#steady;
    const call: Call = { id: this.#nextId++, dueMs, tally, connection: undefined, isOver: false };
    tally.offered++;
    this.#underWay++;
    this.#deadlines.push(call);
    const connection = this.#idle.pop()?.connection;
    if (connection === undefined) {
      this.#waiting.push(call);
      if (this.#carried.size + this.#connecting < this.#order.mostConnections) this.#connect();
      return;
    }
    if (tally === this.#steady) this.#context.lag.record(this.#context.elapsedMs() - dueMs);
    this.#send(call, connection);
  }

  #send(call: Call, connection: ClientConnection): void {
    call.connection = connection;
    this.#carried.set(connection, call);
    connection.send(this.#request.numbered(call.id));
  }

  #giveUp(call: Call): void {
    const { connection, tally } = call;
    if (connection === undefined) {
      tally.unsent++;
    } else {
      tally.late++;
      this.#drop(connection);
    }
    this.#end(call);
  }

  #end(call: Call): void {
    call.isOver = true;
    this.#underWay--;
    if (this.#order.load.kind === 'open') return;
    const nowMs = this.#context.elapsedMs();
    // The connection that brought the answer is not free yet.
    if (nowMs < this.#endMs) queueMicrotask(() => this.#offer(nowMs));
  }

  #connect(): void {
    this.#connecting++;
    this.connectionsOpened++;
    new ClientConnection(this.#context.port, this);
  }

  /** An attempt to connect has come to its end. */
  #settled(): void {
    if (--this.#connecting === 0) this.#onConnected?.();
  }

  #drop(connection: ClientConnection): void {
    this.#carried.delete(connection);
    connection.hangUp();
  }
}

function requestOf({ tool, credential }: CallerOrder, port: number): NumberedBytes {
  const headers = credential === undefined ? [] : [`authorization: Bearer ${credential}`];
  const fill = {
    host: `127.0.0.1:${port}`,
    id: String(firstId),
    text: String(complementOf(firstId)),
    sessionId: '',
  };
  return new NumberedBytes(Buffer.from(modernCall(fill, tool, headers)), firstId);
}
