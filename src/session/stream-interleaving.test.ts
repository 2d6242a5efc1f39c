// Sends, slow appends, broken connections and returns in many orders: whatever a connection was given starts right
// after what its client had seen and has no gap and no repetition, and the last client gets the end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { GatedEventLog } from '../../test/support/event-logs.ts';
import { openStream } from '../../test/support/open-stream.ts';
import { RecordingSink } from '../../test/support/recording-sink.ts';

/** Numbers in [0, 1) that are the same in every run with the same seed: mulberry32, by Tommy Ettinger. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function playThrough(seed: number): Promise<void> {
  const random = randomFrom(seed);
  const log = new GatedEventLog();
  const { stream, sink } = openStream(log);
  const views = [{ sink, after: 0 }];
  const resumed: Promise<boolean>[] = [];
  let current = { sink, after: 0 };
  let sent = 0;
  const comeBack = (): void => {
    const seen = current.sink.messages.at(-1);
    if (random() < 0.5) current.sink.leave();
    current = { sink: new RecordingSink(), after: seen === undefined ? current.after : Number(seen) };
    views.push(current);
    resumed.push(stream.resume(current.sink, current.after));
  };
  const settled = async (): Promise<void> => {
    do await turn();
    while (log.letThrough() > 0);
    await turn();
  };
  for (let step = 0; step < 40; step++) {
    if (step % 5 === 0) await settled();
    const choice = random();
    if (choice < 0.35) stream.send(String(++sent));
    else if (choice < 0.6) log.letThrough();
    else if (choice < 0.65) await undefined;
    else if (choice < 0.8) await turn();
    else if (choice < 0.9) current.sink.leave();
    else comeBack();
  }
  comeBack();
  stream.send(String(++sent), true);
  await settled();
  await settled();
  assert.ok((await Promise.all(resumed)).every(Boolean));
  for (const view of views) {
    const expected = view.sink.messages.map((_, index) => String(view.after + index + 1));
    assert.deepEqual(view.sink.messages, expected, `seed ${seed}`);
  }
  const complete = views.some((view) => view.sink.ended && view.after + view.sink.messages.length === sent);
  assert.ok(complete, `seed ${seed}: nobody got the end`);
}

test('however sends, breaks and returns interleave, no event is lost, repeated or out of order', async () => {
  for (let seed = 1; seed <= 300; seed++) await playThrough(seed);
});
