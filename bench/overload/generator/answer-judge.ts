// What an answer is to the client that gets it: right, a refusal that it can act on, or something that should not be.
// The first right answer is checked by meaning and learned; further ones are compared with its bytes.
import { checkEcho } from '../../generator/answer-check.ts';
import { type Answer, bodyText, parseAnswer } from '../../generator/response-parser.ts';
import { complementOf, NumberedBytes } from './numbered-bytes.ts';

export type Verdict =
  | { kind: 'incomplete' }
  | { kind: 'right' }
  | { kind: 'refused'; code: string }
  | { kind: 'failed'; reason: string };

const incomplete: Verdict = { kind: 'incomplete' };
const right: Verdict = { kind: 'right' };
const trailing: Verdict = { kind: 'failed', reason: 'bytes after the answer' };
const checkRight = checkEcho('modern');
/** With these the server says that it could not, rather than that the client was wrong. */
const refusalStatuses = new Set([429, 502, 503, 504]);
/** Whoever is told to come back must be told when. */
const comeBackStatuses = new Set([429, 503]);
const shownBytes = 300;

export class AnswerJudge {
  #learned: { bodyStart: number; body: NumberedBytes } | undefined;

  /** Judges `bytes[0..length)`, all that has come since the call with that id was sent. */
  judge(bytes: Buffer, length: number, id: number): Verdict {
    if (this.#equalsLearned(bytes, length, id)) return right;
    try {
      const answer = parseAnswer(bytes, length);
      if (answer === undefined) return incomplete;
      const verdict = answer.end < length ? trailing : this.#judgeAnswer(bytes, answer, id);
      return verdict.kind === 'failed'
        ? { ...verdict, reason: explain(verdict.reason, bytes, length) }
        : verdict;
    } catch (error) {
      return { kind: 'failed', reason: explain(String(error), bytes, length) };
    }
  }

  #equalsLearned(bytes: Buffer, length: number, id: number): boolean {
    if (this.#learned === undefined) return false;
    const { bodyStart, body } = this.#learned;
    if (length !== bodyStart + body.bytes.length || bytes.toString('latin1', 9, 12) !== '200') return false;
    return bytes.compare(body.numbered(id), 0, length - bodyStart, bodyStart, length) === 0;
  }

  #judgeAnswer(bytes: Buffer, answer: Answer, id: number): Verdict {
    return answer.status === 200 ? this.#judgeResult(bytes, answer, id) : judgeRefusal(bytes, answer, id);
  }

  #judgeResult(bytes: Buffer, answer: Answer, id: number): Verdict {
    const { status, headers, bodyStart, end } = answer;
    const contentType = headers.get('content-type')?.split(';')[0] ?? '';
    const decoded = { status, contentType, sessionId: undefined, body: bodyText(bytes, answer) };
    const reason = checkRight(decoded, { id, text: `hello ${complementOf(id)}` });
    if (reason !== undefined) return { kind: 'failed', reason };
    this.#learned = { bodyStart, body: new NumberedBytes(Buffer.from(bytes.subarray(bodyStart, end)), id) };
    return right;
  }
}

function judgeRefusal(bytes: Buffer, answer: Answer, id: number): Verdict {
  const { status, headers } = answer;
  if (!refusalStatuses.has(status)) return { kind: 'failed', reason: `status ${status}` };
  const message = JSON.parse(bodyText(bytes, answer));
  const { code, reason } = message.error?.data ?? {};
  if (message.id !== id) return { kind: 'failed', reason: `a refusal of ${message.id}, not of ${id}` };
  if (typeof code !== 'string') return { kind: 'failed', reason: 'a refusal without a code' };
  if (comeBackStatuses.has(status) && !headers.has('retry-after')) {
    return { kind: 'failed', reason: 'a refusal without Retry-After' };
  }
  return { kind: 'refused', code: typeof reason === 'string' ? `${code} ${reason}` : code };
}

function explain(reason: string, bytes: Buffer, length: number): string {
  return `${reason}; received ${JSON.stringify(bytes.toString('utf8', 0, Math.min(length, shownBytes)))}`;
}
