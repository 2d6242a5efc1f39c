// The streams of nodes, which can share a log as nodes of a fleet do, and clients that listen and come back.

import type { EventLog } from '../../src/session/event-log.ts';
import { type Session, Sessions } from '../../src/session/sessions.ts';
import { SessionStreams } from '../../src/session/streams.ts';
import { MemoryEventLog } from '../../src/stores/memory/memory-event-log.ts';
import { MemorySessionStore } from '../../src/stores/memory/memory-session-store.ts';
import { ManualClock } from './manual-clock.ts';
import { RecordingSink } from './recording-sink.ts';
import { testRing } from './sessions.ts';

export const DETACHED_TTL_MS = 300_000;

/** The streams of one node. Nodes that share a log can take over each other's finished streams. */
export function streamsOfNode(log: EventLog = new MemoryEventLog(), name = 'n1') {
  const clock = new ManualClock();
  const store = new MemorySessionStore({ now: clock.now });
  const sessions = new Sessions({
    ring: testRing,
    store,
    ttlMs: 1,
    maxAgeMs: 1,
    now: clock.now,
    newId: () => 'x',
  });
  let count = 0;
  const streams = new SessionStreams({
    sessions,
    log,
    retryMs: 300,
    detachedTtlMs: DETACHED_TTL_MS,
    newId: () => `${name}x${++count}`,
    after: clock.after,
  });
  return { clock, streams, log };
}

/** Comes back to a stream. */
export async function resume(
  streams: SessionStreams,
  session: Session,
  lastEventId: string,
): Promise<RecordingSink> {
  const sink = new RecordingSink();
  await streams.resume(session, lastEventId, () => sink);
  return sink;
}

/** Opens a stream for listening. */
export function listen(streams: SessionStreams, session: Session): RecordingSink {
  const sink = new RecordingSink();
  streams.openForListening(session, sink);
  return sink;
}
