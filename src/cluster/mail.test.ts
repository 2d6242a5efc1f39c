// Messages between nodes: who gets them, who replies, and what becomes of replies that do not come.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { MemoryBus } from '../stores/memory/memory-bus.ts';
import type { FleetMessage } from './fleet-message.ts';
import { Mail } from './mail.ts';

const HELLO: FleetMessage = { kind: 'directory' };

function post() {
  const clock = new ManualClock();
  const bus = new MemoryBus();
  const errors: unknown[] = [];
  /** A node that notes what it hears and replies with its name. */
  const join = async (nodeId: string, reply: () => unknown = () => nodeId) => {
    const heard: string[] = [];
    const mail = new Mail({
      nodeId,
      bus,
      replyTimeoutMs: 1000,
      after: clock.after,
      onMessage: (message, from) => {
        heard.push(`${message.kind} from ${from}`);
        return reply();
      },
      onError: (error) => void errors.push(error),
    });
    await mail.open();
    return { mail, heard };
  };
  return { clock, bus, errors, join };
}

test('a message for one node is heard by that node alone', async () => {
  const { join } = post();
  const [ann, bob, cal] = [await join('ann'), await join('bob'), await join('cal')];
  ann.mail.tell('bob', HELLO);
  await turn();
  assert.deepEqual([ann.heard, bob.heard, cal.heard], [[], ['directory from ann'], []]);
});

test('a message for all is heard by all others', async () => {
  const { join } = post();
  const [ann, bob, cal] = [await join('ann'), await join('bob'), await join('cal')];
  ann.mail.tellAll(HELLO);
  await turn();
  assert.deepEqual([ann.heard, bob.heard, cal.heard], [[], ['directory from ann'], ['directory from ann']]);
});

test('who asks gets the reply, also one that comes later', async () => {
  const { clock, join } = post();
  const ann = await join('ann');
  await join('bob', async () => {
    await turn();
    return { n: 1 };
  });
  assert.deepEqual(await ann.mail.ask('bob', HELLO), { reply: { n: 1 } });
  assert.equal(clock.pending, 0);
});

test('a node that does not reply in time is told from one that replies nothing', async () => {
  const { clock, join } = post();
  const ann = await join('ann');
  await join('bob', () => undefined);
  assert.deepEqual(await ann.mail.ask('bob', HELLO), { reply: undefined });
  const asked = ann.mail.ask('nobody', HELLO);
  clock.advance(1000);
  assert.equal(await asked, undefined);
});

test('who asks all waits for those named, and learns who did not reply', async () => {
  const { clock, join } = post();
  const ann = await join('ann');
  const bob = await join('bob');
  const cal = await join('cal');
  assert.deepEqual(await ann.mail.askAll(['bob', 'cal'], HELLO), []);
  const asked = ann.mail.askAll(['bob', 'nobody'], HELLO);
  // There, and back.
  await turn();
  await turn();
  clock.advance(1000);
  assert.deepEqual(await asked, ['nobody']);
  assert.deepEqual(await ann.mail.askAll([], HELLO), []);
  await turn();
  assert.deepEqual([bob.heard.length, cal.heard.length], [3, 3]);
});

test('a reply that comes too late is nobody’s', async () => {
  const { clock, join } = post();
  const ann = await join('ann');
  const { promise, resolve } = Promise.withResolvers<unknown>();
  await join('bob', () => promise);
  const asked = ann.mail.ask('bob', HELLO);
  await turn();
  clock.advance(1000);
  assert.equal(await asked, undefined);
  resolve('late');
  await turn();
  await turn();
  assert.equal((await ann.mail.ask('bob', HELLO))?.reply, 'late');
});

test('what is no message is reported, and a handler that fails costs its reply only', async () => {
  const { bus, clock, errors, join } = post();
  const ann = await join('ann');
  await join('bob', () => {
    throw new Error('broken');
  });
  for (const text of [
    '',
    '{',
    'null',
    '[]',
    '{"from":1}',
    '{"from":"x","message":7}',
    '{"from":"x","message":{}}',
  ]) {
    bus.publish('all', text);
  }
  await turn();
  assert.equal(errors.length, 14, 'both nodes have heard all seven');
  const asked = ann.mail.ask('bob', HELLO);
  await turn();
  clock.advance(1000);
  assert.equal(await asked, undefined);
  assert.match(String(errors.at(-1)), /broken/);
});

test('a node that has left hears nothing more', async () => {
  const { join } = post();
  const [ann, bob] = [await join('ann'), await join('bob')];
  bob.mail.close();
  ann.mail.tell('bob', HELLO);
  ann.mail.tellAll(HELLO);
  await turn();
  assert.deepEqual(bob.heard, []);
});
