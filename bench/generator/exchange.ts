// One kind of request and the judgement of its answers, on one connection. An answer is right if it equals the learned
// bytes, or if it parses and passes the check of the workload; then its bytes are what is learned.
import { AnswerTemplate } from './answer-template.ts';
import { type RequestPlace, RequestTemplate } from './request-template.ts';
import { type Answer, bodyText, parseAnswer } from './response-parser.ts';
import type { ExchangePlan } from './workloads.ts';

export type Verdict = 'incomplete' | 'right' | { wrong: string };

const sessionHeader = /\r\nmcp-session-id: ?([\x21-\x7e]+)\r\n/i;

export class Exchange {
  readonly #plan: ExchangePlan;
  readonly #request: RequestTemplate;
  #template: AnswerTemplate | undefined;
  /** The session that the last right answer opened. */
  openedSessionId: string | undefined;
  /** How many right answers were parsed, because they did not equal the learned bytes. */
  parsedCount = 0;

  constructor(plan: ExchangePlan, place: RequestPlace) {
    this.#plan = plan;
    this.#request = new RequestTemplate(plan, place);
  }

  useSession(sessionId: string): void {
    this.#request.useSession(sessionId);
  }

  /** The bytes of the next request; the buffer is used again by the next call. */
  next(): Buffer {
    this.#template?.next();
    return this.#request.next();
  }

  /** Judges `bytes[0..length)`: all that was received since the request was sent. */
  judge(bytes: Buffer, length: number): Verdict {
    if (this.#template?.matches(bytes, length) === true) {
      if (this.#plan.opensSession === true) this.#openSession(bytes, length);
      return 'right';
    }
    return this.#template?.isBegunBy(bytes, length) ? 'incomplete' : this.#judgeByMeaning(bytes, length);
  }

  #judgeByMeaning(bytes: Buffer, length: number): Verdict {
    try {
      const answer = parseAnswer(bytes, length);
      if (answer === undefined) return 'incomplete';
      const wrong = answer.end < length ? 'bytes after the answer' : this.#complaint(bytes, answer);
      if (wrong !== undefined) return { wrong: `${wrong}; received ${excerpt(bytes, length)}` };
      const { id, text } = this.#request;
      this.#template = new AnswerTemplate(bytes, { answer, id, text });
      this.parsedCount++;
      if (this.#plan.opensSession === true) this.#openSession(bytes, answer.bodyStart);
      return 'right';
    } catch (error) {
      return { wrong: `${String(error)}; received ${excerpt(bytes, length)}` };
    }
  }

  #complaint(bytes: Buffer, answer: Answer): string | undefined {
    if (!this.#plan.statuses.includes(answer.status)) return `status ${answer.status}`;
    const { headers, status } = answer;
    const contentType = headers.get('content-type')?.split(';')[0] ?? '';
    const decoded = {
      status,
      contentType,
      sessionId: headers.get('mcp-session-id'),
      body: bodyText(bytes, answer),
    };
    return this.#plan.check(decoded, { id: Number(this.#request.id), text: `hello ${this.#request.text}` });
  }

  #openSession(bytes: Buffer, length: number): void {
    this.openedSessionId = sessionHeader.exec(bytes.toString('latin1', 0, length))?.[1];
  }
}

function excerpt(bytes: Buffer, length: number): string {
  return JSON.stringify(bytes.toString('utf8', 0, Math.min(length, 600)));
}
