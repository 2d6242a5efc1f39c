// Puts answers together from their parts, where it is not known what was asked: each is judged for itself, and of an event
// stream what has come.

import { type Answer, checkAnswer, checkHead, streamAnswer } from './answer-rules.ts';
import { EventReader } from './event-reader.ts';
import type { ResponseHead, ResponsePart } from './response-reader.ts';
import { checkStreamed } from './rpc-rules.ts';

export class AnswerCollector {
  #head: ResponseHead | undefined;
  #body: Buffer[] = [];
  #events: EventReader | undefined;

  /** The answer that is complete, or known to be a stream, with this part. @throws Fault */
  take(part: ResponsePart): Answer | undefined {
    if (part.kind === 'head') return this.#begin(part.head);
    if (this.#events !== undefined) return void this.#readEvents(this.#events, part);
    if (part.kind === 'data') this.#body.push(part.bytes);
    if (part.kind === 'data' || this.#head === undefined) return undefined;
    return checkAnswer(this.#head, Buffer.concat(this.#body), undefined);
  }

  #begin(head: ResponseHead): Answer | undefined {
    if (head.status < 200) return undefined;
    checkHead(head);
    this.#head = head;
    this.#body = [];
    const isStream = head.headers.get('content-type') === 'text/event-stream';
    this.#events = isStream ? new EventReader() : undefined;
    return isStream ? streamAnswer(head) : undefined;
  }

  #readEvents(events: EventReader, part: ResponsePart): void {
    if (part.kind !== 'data') return events.end();
    for (const { message } of events.feed(part.bytes)) if (message !== undefined) checkStreamed(message);
  }
}
