// Events of resumable streams in this process: bounded by stream, by total size and by age.

import { LRUCache } from 'lru-cache';
import type { EventLog, LoggedEvent, LogReading, StreamClaim } from '../../session/event-log.ts';

export interface MemoryEventLogOptions {
  /** Characters of all events together; past it the longest unused streams go. @defaultValue 64 Mi */
  readonly maxTotalChars?: number;
  /** Characters of one stream's events; past it its oldest events go. @defaultValue 1 Mi */
  readonly maxStreamChars?: number;
  /** Milliseconds after its last event for which a stream can be resumed. @defaultValue 300000 */
  readonly ttlMs?: number;
}

interface StreamLog {
  readonly events: LoggedEvent[];
  chars: number;
  finished: boolean;
}

/** What an event costs beside its text. */
const EVENT_OVERHEAD_CHARS = 64;
/** What a stream costs beside its events: most streams have so few that this is the greater part. */
const STREAM_OVERHEAD_CHARS = 600;

export class MemoryEventLog implements EventLog {
  readonly #streams: LRUCache<string, StreamLog>;
  readonly #claims: LRUCache<string, string>;
  readonly #maxStreamChars: number;

  constructor(options: MemoryEventLogOptions = {}) {
    const { maxTotalChars = 64 * 2 ** 20, maxStreamChars = 2 ** 20, ttlMs = 300_000 } = options;
    this.#maxStreamChars = maxStreamChars;
    this.#streams = new LRUCache<string, StreamLog>({
      maxSize: maxTotalChars,
      // A stream that grows is set again, with its new size.
      sizeCalculation: ({ chars }) => STREAM_OVERHEAD_CHARS + chars,
      ttl: ttlMs,
    });
    this.#claims = new LRUCache<string, string>({ max: MAX_CLAIMS });
  }

  append(sessionId: string, streamId: string, event: LoggedEvent): void {
    const key = keyOf(sessionId, streamId);
    const known = this.#streams.get(key);
    // From a node that was taken for lost: another one has gone on from there.
    if (known !== undefined && (known.finished || event.seq <= (known.events.at(-1)?.seq ?? 0))) return;
    const stream: StreamLog = {
      events: known?.events ?? [],
      chars: (known?.chars ?? 0) + sizeOf(event),
      finished: event.final,
    };
    stream.events.push(event);
    while (stream.chars > this.#maxStreamChars && stream.events.length > 1) {
      const oldest = stream.events.shift();
      if (oldest !== undefined) stream.chars -= sizeOf(oldest);
    }
    this.#streams.set(key, stream);
  }

  readAfter(sessionId: string, streamId: string, seq: number): LogReading | undefined {
    const stream = this.#streams.get(keyOf(sessionId, streamId));
    if (stream === undefined) return undefined;
    const [oldest] = stream.events;
    if (oldest !== undefined && oldest.seq > seq + 1) return undefined;
    return { events: stream.events.filter((event) => event.seq > seq), finished: stream.finished };
  }

  claim(sessionId: string, streamId: string, { lostNodeId, nodeId, ttlMs }: StreamClaim): string {
    const key = `${keyOf(sessionId, streamId)} ${lostNodeId}`;
    const holder = this.#claims.get(key);
    if (holder !== undefined) return holder;
    this.#claims.set(key, nodeId, { ttl: ttlMs });
    return nodeId;
  }
}

/** Lost streams that are gone on with at the same time. */
const MAX_CLAIMS = 10_000;

function sizeOf({ message, request = '' }: LoggedEvent): number {
  return message.length + request.length + EVENT_OVERHEAD_CHARS;
}

function keyOf(sessionId: string, streamId: string): string {
  return `${sessionId}/${streamId}`;
}
