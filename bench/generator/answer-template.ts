// The answer that is expected next, as bytes: learned from an answer that was checked in full, then kept in step with
// the requests by counting the ids and texts in it. An answer that equals it byte for byte (status and whole body, chunk
// framing included; other headers are free) is as right as the learned one, at the cost of one `memcmp`.
import { countDown, countUp, lastDigitOffsets } from './digits.ts';
import type { Answer } from './response-parser.ts';

const carriageReturn = 13;
const lineFeed = 10;
/** `HTTP/1.1 ` is 9 bytes long. */
const statusAt = 9;

export interface LearnedFrom {
  answer: Answer;
  /** The request id in the learned answer, as digits. */
  id: string;
  /** The digits in the echoed text of the learned answer. */
  text: string;
}

export class AnswerTemplate {
  readonly #bodyStart: number;
  readonly #body: Buffer;
  readonly #status: Buffer;
  readonly #idOffsets: number[];
  readonly #textOffsets: number[];

  constructor(bytes: Buffer, { answer, id, text }: LearnedFrom) {
    this.#bodyStart = answer.bodyStart;
    this.#body = Buffer.from(bytes.subarray(answer.bodyStart, answer.end));
    this.#status = Buffer.from(String(answer.status));
    this.#idOffsets = lastDigitOffsets(this.#body, id);
    this.#textOffsets = lastDigitOffsets(this.#body, text);
  }

  /** Turns to the next request: its id is one higher, its text one lower. */
  next(): void {
    countUp(this.#body, this.#idOffsets);
    countDown(this.#body, this.#textOffsets);
  }

  /** Whether `bytes[0..length)` is exactly the answer expected now. */
  matches(bytes: Buffer, length: number): boolean {
    return length === this.#bodyStart + this.#body.length && this.#agrees(bytes, length);
  }

  /** Whether `bytes[0..length)` is the answer expected now, up to a point in its body. */
  isBegunBy(bytes: Buffer, length: number): boolean {
    const received = length - this.#bodyStart;
    return received >= 0 && received < this.#body.length && this.#agrees(bytes, length);
  }

  #agrees(bytes: Buffer, length: number): boolean {
    const bodyStart = this.#bodyStart;
    return (
      bytes[bodyStart - 4] === carriageReturn &&
      bytes[bodyStart - 3] === lineFeed &&
      bytes[bodyStart - 2] === carriageReturn &&
      bytes[bodyStart - 1] === lineFeed &&
      bytes[statusAt] === this.#status[0] &&
      bytes[statusAt + 1] === this.#status[1] &&
      bytes[statusAt + 2] === this.#status[2] &&
      bytes.compare(this.#body, 0, length - bodyStart, bodyStart, length) === 0
    );
  }
}
