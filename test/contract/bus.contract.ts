// What every bus must keep. Run on each implementation; those between processes get two ends, as two nodes have.

import assert from 'node:assert/strict';
import type { Bus } from '../../src/cluster/bus.ts';
import { until } from '../support/until.ts';
import { checksOf } from './checks.ts';

export interface BusSubject {
  readonly bus: Bus;
  /** The bus as another node has it. */
  readonly elsewhere: Bus;
  readonly close: () => void | Promise<void>;
}

/** Subscribes, and collects what comes. */
async function collect(bus: Bus, channel: string) {
  const messages: string[] = [];
  const stop = await bus.subscribe(channel, (message) => messages.push(message));
  return { messages, stop };
}

/** Everything that was sent on `channel` before has arrived, or never will. */
async function settled(bus: Bus, channel: string, ...receivers: { messages: string[] }[]): Promise<void> {
  await bus.publish(channel, 'the last one');
  await until(() => receivers.every(({ messages }) => messages.at(-1) === 'the last one'), {
    what: `the last message on ${channel}`,
  });
  for (const { messages } of receivers) messages.pop();
}

export function busContract(name: string, open: () => Promise<BusSubject>): void {
  const holds = checksOf(name, open);

  holds('a message reaches everybody who is subscribed, its sender too', async ({ bus, elsewhere }) => {
    const here = await collect(bus, 'all');
    const there = await collect(elsewhere, 'all');
    await bus.publish('all', 'from here');
    await settled(bus, 'all', here, there);
    await elsewhere.publish('all', 'from there');
    await settled(elsewhere, 'all', here, there);
    assert.deepEqual(here.messages, ['from here', 'from there']);
    assert.deepEqual(there.messages, ['from here', 'from there']);
  });

  holds('channels do not mix', async ({ bus, elsewhere }) => {
    const one = await collect(elsewhere, 'node:1');
    const two = await collect(elsewhere, 'node:2');
    await bus.publish('node:1', 'for one');
    await bus.publish('node:2', 'for two');
    await bus.publish('node', 'for nobody');
    await settled(bus, 'node:1', one);
    await settled(bus, 'node:2', two);
    assert.deepEqual([one.messages, two.messages], [['for one'], ['for two']]);
  });

  holds('what one node sends on a channel arrives in its order', async ({ bus, elsewhere }) => {
    const there = await collect(elsewhere, 'all');
    const sent = Array.from({ length: 500 }, (_, index) => `message ${index}`);
    await Promise.all(sent.map((message) => bus.publish('all', message)));
    await settled(bus, 'all', there);
    assert.deepEqual(there.messages, sent);
  });

  holds('messages arrive exactly as they were', async ({ bus, elsewhere }) => {
    const sent = ['', ' ', 'ä 世界 \u0000 \u2028', '{"json":true}', 'x'.repeat(1_000_000)];
    const there = await collect(elsewhere, 'all');
    for (const message of sent) await bus.publish('all', message);
    await settled(bus, 'all', there);
    assert.deepEqual(there.messages, sent);
  });

  holds('what was sent before a subscription does not arrive', async ({ bus, elsewhere }) => {
    const early = await collect(bus, 'all');
    await bus.publish('all', 'too early');
    await settled(bus, 'all', early);
    const there = await collect(elsewhere, 'all');
    await settled(bus, 'all', there);
    assert.deepEqual(there.messages, []);
  });

  holds('nothing is told after a subscription has ended, and others go on', async ({ bus }) => {
    const gone = await collect(bus, 'all');
    const stays = await collect(bus, 'all');
    gone.stop();
    gone.stop();
    await bus.publish('all', 'news');
    await settled(bus, 'all', stays);
    assert.deepEqual([gone.messages, stays.messages], [[], ['news']]);
  });

  holds('a channel that was left can be subscribed to again at once', async ({ bus, elsewhere }) => {
    for (let round = 0; round < 20; round++) {
      const there = await collect(elsewhere, 'all');
      await bus.publish('all', `round ${round}`);
      await settled(bus, 'all', there);
      assert.deepEqual(there.messages, [`round ${round}`]);
      there.stop();
    }
  });

  holds('many channels at once are no trouble', async ({ bus, elsewhere }) => {
    const names = Array.from({ length: 200 }, (_, index) => `session:${index}`);
    const receivers = await Promise.all(names.map((channel) => collect(elsewhere, channel)));
    await Promise.all(names.map((channel) => bus.publish(channel, channel)));
    await until(() => receivers.every(({ messages }) => messages.length === 1), { what: 'all messages' });
    assert.deepEqual(
      receivers.map(({ messages }) => messages[0]),
      names,
    );
    for (const { stop } of receivers) stop();
  });
}
