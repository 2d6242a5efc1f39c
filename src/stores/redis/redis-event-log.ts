// Events of resumable streams in Redis: a Redis stream for each, bounded in bytes and in number, which expires after its
// last event. An event has its own number as its id, so appending it again changes nothing.

import type { EventLog, LoggedEvent, LogReading, StreamClaim } from '../../session/event-log.ts';
import type { Keys } from './keys.ts';
import { appendEvent } from './scripts/append-event.ts';
import { claimStream } from './scripts/claim-stream.ts';
import { readEvents } from './scripts/read-events.ts';
import type { RedisServers } from './servers.ts';

export interface RedisEventLogOptions {
  readonly servers: RedisServers;
  readonly keys: Keys;
  readonly maxStreamBytes: number;
  readonly maxStreamEvents: number;
  readonly ttlMs: number;
}

type Entry = readonly [id: string, fields: readonly ['m', string, 'f', string, 'r'?, string?]];
type Reading = readonly [oldestId: string, isFinished: string, entries: readonly Entry[]];

export class RedisEventLog implements EventLog {
  readonly #options: RedisEventLogOptions;

  constructor(options: RedisEventLogOptions) {
    this.#options = options;
  }

  async append(sessionId: string, streamId: string, event: LoggedEvent): Promise<void> {
    const { seq, message, final, request } = event;
    const { servers, keys, maxStreamBytes, maxStreamEvents, ttlMs } = this.#options;
    const args = [seq, message, final ? 1 : 0, maxStreamBytes, maxStreamEvents, ttlMs];
    if (request !== undefined) args.push(request);
    await servers.run(appendEvent, [keys.events(sessionId, streamId)], args);
  }

  async readAfter(sessionId: string, streamId: string, seq: number): Promise<LogReading | undefined> {
    const { servers, keys } = this.#options;
    const reply = await servers.run(readEvents, [keys.events(sessionId, streamId)], [seq + 1]);
    if (reply === null) return undefined;
    const [oldestId, isFinished, entries] = reply as Reading;
    if (seqOf(oldestId) > seq + 1) return undefined;
    const events = entries.map(toEvent);
    // An event that was never logged, because Redis was away, or was lost in a failover.
    if (events.some((event, index) => event.seq !== seq + 1 + index)) return undefined;
    return { events, finished: isFinished === '1' };
  }

  async claim(
    sessionId: string,
    streamId: string,
    { lostNodeId, nodeId, ttlMs }: StreamClaim,
  ): Promise<string> {
    const { servers, keys } = this.#options;
    const key = keys.claim(sessionId, streamId, lostNodeId);
    return (await servers.run(claimStream, [key], [nodeId, ttlMs])) as string;
  }
}

function toEvent([id, [, message, , final, , request]]: Entry): LoggedEvent {
  return { seq: seqOf(id), message, final: final === '1', ...(request !== undefined && { request }) };
}

function seqOf(id: string): number {
  return Number.parseInt(id, 10);
}
