// A stream of a session as it is right after it was opened, or after its client left.

import { setImmediate as turn } from 'node:timers/promises';
import type { EventLog } from '../../src/session/event-log.ts';
import { SessionStream } from '../../src/session/stream.ts';
import { MemoryEventLog } from '../../src/stores/memory/memory-event-log.ts';
import { GatedEventLog } from './event-logs.ts';
import { RecordingSink } from './recording-sink.ts';
import { aSession } from './sessions.ts';

/** A stream with one client connected, and the notes of when it was left. */
export function openStream(log: EventLog = new MemoryEventLog(), session = aSession()) {
  const detached: SessionStream[] = [];
  const stream = new SessionStream({
    id: 'r1',
    session,
    log,
    requestId: 1,
    request: undefined,
    seq: 0,
    retryMs: 300,
    onDetach: (one) => detached.push(one),
  });
  const sink = new RecordingSink();
  stream.start(sink);
  return { stream, sink, detached };
}

/** A stream whose client is away and whose one event is still being logged. */
export async function awayFromSlowStream() {
  const log = new GatedEventLog();
  const { stream, sink, detached } = openStream(log);
  sink.leave();
  stream.send('1');
  await turn();
  return { stream, log, detached };
}
