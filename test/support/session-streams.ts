// The streams of nodes, which can share a log as nodes of a fleet do, and clients that listen and come back.

import type { EventLog } from '../../src/session/event-log.ts';
import { type Session, Sessions } from '../../src/session/sessions.ts';
import {
  type RemoteStreams,
  type ReturningClient,
  StreamResumption,
} from '../../src/session/stream-resumption.ts';
import { SessionStreams } from '../../src/session/streams.ts';
import { MemoryEventLog } from '../../src/stores/memory/memory-event-log.ts';
import { MemorySessionStore } from '../../src/stores/memory/memory-session-store.ts';
import { ManualClock } from './manual-clock.ts';
import { RecordingSink } from './recording-sink.ts';
import { testRing } from './sessions.ts';

export const DETACHED_TTL_MS = 300_000;
export const CHECK_MS = 1000;

/** What clients need who come back to the streams of a node. */
const resumptions = new WeakMap<SessionStreams, StreamResumption>();

/** A node that cannot reach any other. */
const NOBODY: RemoteStreams = { follow: async () => false, unfollow() {} };

/** The streams of one node. Nodes that share a log can take over each other's finished streams. */
export function streamsOfNode(log: EventLog = new MemoryEventLog(), name = 'n1', remote = NOBODY) {
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
  const missed: Session[] = [];
  const streams = new SessionStreams({
    nodeId: name,
    sessions,
    log,
    retryMs: 300,
    detachedTtlMs: DETACHED_TTL_MS,
    newId: () => `${name}x${++count}`,
    after: clock.after,
  });
  const resumption = new StreamResumption({
    nodeId: name,
    log,
    streams,
    remote,
    checkMs: CHECK_MS,
    resumeTtlMs: DETACHED_TTL_MS,
    after: clock.after,
    onMissed: (session) => void missed.push(session),
  });
  resumptions.set(streams, resumption);
  return { clock, streams, log, resumption, missed };
}

/** Comes back to a stream. */
export async function resume(
  streams: SessionStreams,
  session: Session,
  lastEventId: string,
  client: Partial<ReturningClient> = {},
): Promise<RecordingSink> {
  const sink = new RecordingSink();
  await resumptions
    .get(streams)
    ?.resume(session, lastEventId, { connect: () => sink, rerun: () => {}, ...client });
  return sink;
}

/** Opens a stream for listening. */
export function listen(streams: SessionStreams, session: Session): RecordingSink {
  const sink = new RecordingSink();
  streams.openForListening(session, sink);
  return sink;
}
