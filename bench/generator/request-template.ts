// The bytes of one kind of request on one connection. From one request to the next only digits change, in place.
// An id is `1`, two digits for the connection, one for the step and five that count; the echoed text is its nines'
// complement, so that an answer which mixes up two requests cannot pass for the right one.
import { countDown, countUp, lastDigitOffsets } from './digits.ts';
import type { ExchangePlan } from './workloads.ts';

export interface RequestPlace {
  /** Goes into the `host` header. */
  host: string;
  /** Number of the connection, below 100. */
  connection: number;
  /** Number of the exchange within its workload, below 10. */
  step: number;
}

const lowestId = 100_000_000;
const idsPerConnection = 1_000_000;
const idsPerStep = 100_000;
const complementOf = 999_999_999;

export class RequestTemplate {
  readonly #plan: ExchangePlan;
  readonly #host: string;
  #id: number;
  #sessionId = '';
  #sessionAt = -1;
  #bytes: Buffer;
  #idOffsets: number[] = [];
  #textOffsets: number[] = [];

  constructor(plan: ExchangePlan, { host, connection, step }: RequestPlace) {
    this.#plan = plan;
    this.#host = host;
    this.#id = lowestId + connection * idsPerConnection + step * idsPerStep;
    this.#bytes = this.#build();
  }

  /** The id of the request that `next` gave last, as digits. */
  get id(): string {
    return String(this.#id);
  }

  /** The digits in the text of the request that `next` gave last. */
  get text(): string {
    return String(complementOf - this.#id);
  }

  /** The bytes of the next request. The buffer stays the same one: it must be sent before the next call. */
  next(): Buffer {
    this.#id++;
    countUp(this.#bytes, this.#idOffsets);
    countDown(this.#bytes, this.#textOffsets);
    return this.#bytes;
  }

  /** Puts another session id into the requests to come. */
  useSession(sessionId: string): void {
    if (sessionId === this.#sessionId) return;
    const fits = sessionId.length === this.#sessionId.length && this.#sessionAt !== -1;
    this.#sessionId = sessionId;
    if (fits) this.#bytes.write(sessionId, this.#sessionAt, 'latin1');
    else this.#bytes = this.#build();
  }

  #build(): Buffer {
    const { id, text } = this;
    const fill = { host: this.#host, id, text, sessionId: this.#sessionId };
    const bytes = Buffer.from(this.#plan.request(fill));
    this.#idOffsets = lastDigitOffsets(bytes, id);
    this.#textOffsets = lastDigitOffsets(bytes, text);
    this.#sessionAt = this.#sessionId === '' ? -1 : bytes.indexOf(this.#sessionId);
    return bytes;
  }
}
