// What every event log must keep. Run on each implementation, in memory and shared; those that are shared get two views
// of the same logs, as two nodes have.

import assert from 'node:assert/strict';
import type { EventLog, LoggedEvent } from '../../src/session/event-log.ts';
import { checksOf } from './checks.ts';

export interface EventLogSubject {
  readonly log: EventLog;
  /** The same logs as another node sees them. */
  readonly elsewhere: EventLog;
  /** Lets time pass for the log, without waiting for it. */
  readonly pass: (ms: number) => void | Promise<void>;
  readonly close: () => void | Promise<void>;
}

export interface EventLogBounds {
  /** Characters of one stream's events. */
  readonly maxStreamChars: number;
  /** Milliseconds after its last event for which a stream can be resumed. */
  readonly ttlMs: number;
}

const BOUNDS: EventLogBounds = { maxStreamChars: 10_000, ttlMs: 60_000 };

function event(seq: number, message = `{"n":${seq}}`, final = false): LoggedEvent {
  return { seq, message, final };
}

export function eventLogContract(
  name: string,
  open: (bounds: EventLogBounds) => Promise<EventLogSubject>,
): void {
  const holds = checksOf(name, () => open(BOUNDS));

  holds('a stream that never was is unknown', async ({ log }) => {
    assert.equal(await log.readAfter('session1', 'r1', 0), undefined);
  });

  holds('events are read in order from any point, everywhere', async ({ log, elsewhere }) => {
    for (let seq = 1; seq <= 12; seq++) await log.append('session1', 'r1', event(seq));
    const all = await elsewhere.readAfter('session1', 'r1', 0);
    assert.deepEqual(
      all?.events.map(({ seq }) => seq),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    );
    assert.deepEqual(await log.readAfter('session1', 'r1', 10), {
      events: [event(11), event(12)],
      finished: false,
    });
  });

  holds('a client that missed nothing is told so', async ({ log }) => {
    await log.append('session1', 'r1', event(1));
    assert.deepEqual(await log.readAfter('session1', 'r1', 1), { events: [], finished: false });
  });

  holds(
    'the final event finishes a stream, also for a client that has seen it',
    async ({ log, elsewhere }) => {
      await log.append('session1', 'r1', event(1));
      await log.append('session1', 'r1', event(2, '"done"', true));
      assert.deepEqual(await elsewhere.readAfter('session1', 'r1', 1), {
        events: [event(2, '"done"', true)],
        finished: true,
      });
      assert.deepEqual(await log.readAfter('session1', 'r1', 2), { events: [], finished: true });
    },
  );

  holds('messages come back exactly as they were', async ({ log }) => {
    const message = '{"text":"ä 世界 \\n \\u0000 \u2028","empty":""}';
    await log.append('session1', 'r1', event(1, message));
    const reading = await log.readAfter('session1', 'r1', 0);
    assert.equal(reading?.events[0]?.message, message);
  });

  holds('streams do not mix, and a stream of another session is never found', async ({ log }) => {
    await log.append('session1', 'r1', event(1, '"mine"'));
    await log.append('session1', 'r2', event(1, '"also mine"'));
    await log.append('session2', 'r1', event(1, '"theirs"'));
    assert.deepEqual((await log.readAfter('session1', 'r1', 0))?.events, [event(1, '"mine"')]);
    assert.deepEqual((await log.readAfter('session2', 'r1', 0))?.events, [event(1, '"theirs"')]);
    assert.equal(await log.readAfter('session2', 'r2', 0), undefined);
  });

  holds('what was read does not change when the stream goes on', async ({ log }) => {
    await log.append('session1', 'r1', event(1));
    const reading = await log.readAfter('session1', 'r1', 0);
    await log.append('session1', 'r1', event(2));
    assert.deepEqual(reading, { events: [event(1)], finished: false });
  });

  holds(
    'a stream past its bound loses its oldest events, and says so rather than skip them',
    async ({ log }) => {
      for (let seq = 1; seq <= 30; seq++) await log.append('session1', 'r1', event(seq, 'x'.repeat(1000)));
      assert.equal(await log.readAfter('session1', 'r1', 0), undefined);
      const newest = await log.readAfter('session1', 'r1', 29);
      assert.deepEqual(
        newest?.events.map(({ seq }) => seq),
        [30],
      );
    },
  );

  holds('a stream is kept for its time after the last event, and no longer', async ({ log, pass }) => {
    await log.append('session1', 'r1', event(1));
    await pass(BOUNDS.ttlMs - 5000);
    await log.append('session1', 'r1', event(2));
    await pass(BOUNDS.ttlMs - 5000);
    assert.deepEqual((await log.readAfter('session1', 'r1', 0))?.events, [event(1), event(2)]);
    await pass(6000);
    assert.equal(await log.readAfter('session1', 'r1', 0), undefined);
  });

  holds(
    'an event that is there already is not appended again, and nothing after the final one',
    async (subject) => {
      const { log, elsewhere } = subject;
      await log.append('session1', 'r1', event(1));
      await elsewhere.append('session1', 'r1', event(1, '"another"'));
      await log.append('session1', 'r1', event(2, '"done"', true));
      await elsewhere.append('session1', 'r1', event(3));
      assert.deepEqual(await log.readAfter('session1', 'r1', 0), {
        events: [event(1), event(2, '"done"', true)],
        finished: true,
      });
    },
  );

  holds('the request that comes with an event comes back with it', async ({ log, elsewhere }) => {
    const first = { ...event(1), request: '{"method":"tools/call","ä":"世界"}' };
    await log.append('session1', 'r1', first);
    await log.append('session1', 'r1', event(2));
    assert.deepEqual((await elsewhere.readAfter('session1', 'r1', 0))?.events, [first, event(2)]);
  });

  holds(
    'of many nodes that claim a lost stream one may go on, and each loss is claimed anew',
    async (subject) => {
      const { log, elsewhere } = subject;
      const claims = await Promise.all(
        ['b', 'c', 'd', 'e'].map((nodeId, index) =>
          (index % 2 === 0 ? log : elsewhere).claim('session1', 'r1', {
            lostNodeId: 'a',
            nodeId,
            ttlMs: 60_000,
          }),
        ),
      );
      const [holder = ''] = claims;
      assert.deepEqual(claims, [holder, holder, holder, holder]);
      const next = { lostNodeId: holder, nodeId: 'x', ttlMs: 60_000 };
      assert.equal(await elsewhere.claim('session1', 'r1', next), 'x');
      assert.equal(await log.claim('session1', 'r2', { lostNodeId: 'a', nodeId: 'y', ttlMs: 60_000 }), 'y');
      assert.equal(await log.claim('session2', 'r1', { lostNodeId: 'a', nodeId: 'z', ttlMs: 60_000 }), 'z');
    },
  );

  holds('a claim is forgotten after its time', async ({ log, elsewhere, pass }) => {
    const claim = { lostNodeId: 'a', ttlMs: 20_000 };
    assert.equal(await log.claim('session1', 'r1', { ...claim, nodeId: 'b' }), 'b');
    await pass(5000);
    assert.equal(await elsewhere.claim('session1', 'r1', { ...claim, nodeId: 'c' }), 'b');
    await pass(16_000);
    assert.equal(await elsewhere.claim('session1', 'r1', { ...claim, nodeId: 'c' }), 'c');
  });
}
