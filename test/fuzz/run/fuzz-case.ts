// One case: its choices, its connections, and what it sends and reads. What it opened is closed when it is over.

import type { Chance } from '../generate/chance.ts';
import { wellFramed } from '../generate/framing.ts';
import type { HttpRequest, RequestFacts } from '../generate/http-request.ts';
import { MODERN, type Revision, SESSION_REVISIONS, type SessionRevision } from '../generate/revisions.ts';
import { type Answer, requestIds } from '../judge/answer-rules.ts';
import { Fault } from '../judge/fault.ts';
import { checkStreamed } from '../judge/rpc-rules.ts';
import { LIMITED_KEY, OTHER_KEY } from '../server/keys.ts';
import { Connection } from './connection.ts';
import type { Stock } from './stock.ts';
import type { Target } from './target.ts';
import { Transcript } from './transcript.ts';

/** What became of a stream. */
export interface StreamOutcome {
  /** Id of a question that the server asked, at which reading stopped. */
  readonly question: string | undefined;
  readonly lastEventId: string | undefined;
}

export class FuzzCase {
  readonly number: number;
  readonly chance: Chance;
  readonly stock: Stock;
  readonly transcript = new Transcript();
  readonly #own: Connection[] = [];
  /** Status and error code of each answer. */
  readonly outcomes: string[] = [];

  constructor(number: number, chance: Chance, stock: Stock) {
    this.number = number;
    this.chance = chance;
    this.stock = stock;
  }

  get target(): Target {
    return this.stock.target;
  }

  /** An id that no other case uses. */
  id(part = 0): string | number {
    return this.chance.happens(0.7) ? `c${this.number}.${part}` : this.number * 100 + part;
  }

  revision(): Revision {
    return this.chance.happens(0.45) ? MODERN : this.sessionRevision();
  }

  sessionRevision(): SessionRevision {
    return this.chance.one(SESSION_REVISIONS);
  }

  /** What a right request of that revision carries. */
  async facts(revision: Revision): Promise<RequestFacts> {
    const { key } = this.target;
    if (revision === MODERN) return { revision, key };
    return { revision, key, handle: await this.stock.session(revision, this.transcript) };
  }

  /** The same, now and then with a credential that may do less, or nothing. */
  async doubtfulFacts(revision: Revision): Promise<RequestFacts> {
    const facts = await this.facts(revision);
    if (facts.key === undefined || this.chance.happens(0.9)) return facts;
    return {
      ...facts,
      key: this.chance.one([OTHER_KEY, LIMITED_KEY, undefined, 'wrong', `w${this.number}`]),
    };
  }

  /** A connection of its own. */
  async open(): Promise<Connection> {
    const connection = await Connection.open(this.target.port, this.transcript);
    this.#own.push(connection);
    return connection;
  }

  kept(): Promise<Connection> {
    return this.stock.kept(this.transcript);
  }

  /** Sends one request on the kept connection, and reads its answer and the stream that it may be. */
  async exchange(request: HttpRequest): Promise<Answer> {
    const connection = await this.kept();
    await this.send(connection, request);
    const answer = await this.answer(connection, request);
    if (answer.text === undefined) {
      const { question } = await this.follow(connection, request);
      if (question !== undefined) connection.leave();
    }
    return answer;
  }

  /** Sends one request whose length is right, whole or in pieces. */
  async send(connection: Connection, request: HttpRequest): Promise<void> {
    const bytes = wellFramed(request, this.chance);
    connection.announce(request.method);
    for (const piece of this.pieces(bytes)) {
      connection.send(piece);
      if (piece !== bytes) await new Promise<void>((resolve) => setImmediate(resolve));
    }
    if (request.method === 'DELETE') this.stock.distrust(request);
  }

  pieces(bytes: Buffer): Buffer[] {
    if (this.chance.happens(0.9)) return [bytes];
    const cuts = Array.from({ length: this.chance.between(1, 6) }, () => this.chance.below(bytes.length));
    const ends = [...cuts.sort((a, b) => a - b), bytes.length];
    return ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end));
  }

  async answer(connection: Connection, asked: HttpRequest | undefined): Promise<Answer> {
    const answer = await connection.answer(asked);
    this.note(answer);
    return answer;
  }

  note(answer: Answer): void {
    const handle = answer.headers.get('mcp-session-id');
    if (handle !== undefined) this.stock.found(handle);
    const codes = answer.messages.map(({ errorCode }) => errorCode ?? 'result');
    this.outcomes.push(`${answer.status} ${codes[0] ?? (answer.text === undefined ? 'stream' : '')}`.trim());
  }

  /**
   * Reads a stream up to its end or to a question, and checks what comes on it. One that is for listening is left.
   * @throws Fault
   */
  async follow(connection: Connection, { method, body }: HttpRequest): Promise<StreamOutcome> {
    const ids = requestIds(body);
    const text = plainText(body);
    const isListening = text.includes('"subscriptions/listen"');
    // More than the server buffers, or a handler that lets go of its stream.
    connection.mayBeCut = text.includes('flood');
    const mayEndEarly =
      isListening || connection.mayBeCut || /stubborn|"detach":true|reconnection/.test(text);
    const answered = new Set<string>();
    let lastEventId: string | undefined;
    while (method !== 'GET') {
      const event = await connection.event();
      if (event === undefined) {
        if (answered.size === 0 && !mayEndEarly) throw new Fault('a stream ended without the answer');
        return { question: undefined, lastEventId };
      }
      lastEventId = event.id ?? lastEventId;
      if (event.message === undefined) continue;
      const seen = checkStreamed(event.message);
      if (seen === 'request') {
        const { id } = event.message as { id: string };
        return { question: id, lastEventId };
      }
      if (seen === 'notification') {
        if (isListening) break;
        continue;
      }
      const key = JSON.stringify(seen.id);
      if (!ids.has(key)) throw new Fault(`a stream answers id ${key}, which was not asked`);
      if (answered.has(key) && ids.get(key) !== true) throw new Fault(`a stream answers id ${key} twice`);
      answered.add(key);
    }
    connection.leave(this.chance.one(['close', 'reset']));
    return { question: undefined, lastEventId };
  }

  /** Closes what the case opened. */
  close(): void {
    for (const connection of this.#own) connection.leave();
  }
}

/** The JSON of a body in its plainest spelling; empty when it is none. */
function plainText(body: Buffer | undefined): string {
  try {
    return JSON.stringify(JSON.parse(body?.toString() ?? ''));
  } catch {
    return '';
  }
}
