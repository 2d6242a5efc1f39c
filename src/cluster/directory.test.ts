// Who is there, as one node sees it: by heartbeats, by word of others, and by silence.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { MemoryDirectoryStore } from '../stores/memory/memory-directory-store.ts';
import { Directory } from './directory.ts';
import type { NodeEntry } from './directory-store.ts';

function entry(id: string, load = 0): NodeEntry {
  return {
    id,
    status: 'running',
    load,
    maxLoad: 100,
    url: `http://${id}/mcp`,
    peerUrl: undefined,
    version: '1',
    startedAtMs: 0,
    toolsDigest: '',
  };
}

function town() {
  const clock = new ManualClock();
  const memory = new MemoryDirectoryStore(clock.now);
  let failure: Error | undefined;
  const store = {
    beat: async (own: NodeEntry, ttlMs: number) => {
      if (failure !== undefined) throw failure;
      return memory.beat(own, ttlMs);
    },
    remove: async (id: string) => memory.remove(id),
    list: async () => memory.list(),
  };
  const changes: string[][] = [];
  const reachable: unknown[] = [];
  const open = (id: string, load = () => 0) =>
    new Directory({
      store,
      self: () => entry(id, load()),
      heartbeatMs: 5000,
      retryMs: 1000,
      ttlMs: 15_000,
      after: clock.after,
      onChange: (nodes) => void changes.push(nodes.map(({ id: one }) => one)),
      onReachable: (error) => void reachable.push(error),
    });
  const pass = async (ms: number) => {
    clock.advance(ms);
    for (let turns = 0; turns < 4; turns++) await turn();
  };
  const fail = (error: Error | undefined) => {
    failure = error;
  };
  return { clock, memory, open, pass, fail, changes, reachable };
}

test('a node that starts is listed, and knows those that were there', async () => {
  const { open, memory } = town();
  await open('ann').start();
  const bob = open('bob');
  await bob.start();
  assert.deepEqual(bob.others, ['ann']);
  assert.equal(bob.isAlive('ann'), true);
  assert.equal(bob.isAlive('nobody'), false);
  assert.deepEqual(
    memory.list().map(({ id }) => id),
    ['ann', 'bob'],
  );
});

test('heartbeats tell the load, and bring word of those that came', async () => {
  const { open, pass, changes } = town();
  let load = 0;
  const ann = open('ann', () => load);
  await ann.start();
  await open('bob').start();
  load = 7;
  await pass(5000);
  assert.deepEqual(ann.others, ['bob']);
  assert.equal(ann.nodes.find(({ id }) => id === 'ann')?.load, 7);
  assert.deepEqual(changes.at(-1), ['ann', 'bob']);
});

test('word of a change is looked into at once', async () => {
  const { open } = town();
  const ann = open('ann');
  await ann.start();
  await open('bob').start();
  assert.deepEqual(ann.others, []);
  await ann.refresh();
  assert.deepEqual(ann.others, ['bob']);
});

test('a silent node is gone after three heartbeats', async () => {
  const { memory, open, pass } = town();
  const ann = open('ann');
  memory.beat(entry('bob'), 15_000);
  await ann.start();
  await pass(5000);
  await pass(5000);
  assert.deepEqual(ann.others, ['bob']);
  await pass(5000);
  assert.deepEqual(ann.others, []);
});

test('a suspect is passed over until its next heartbeat', async () => {
  const { memory, open, pass } = town();
  const ann = open('ann');
  memory.beat(entry('bob'), 60_000);
  await ann.start();
  ann.suspect('bob');
  ann.suspect('nobody');
  assert.deepEqual([ann.others, ann.isAlive('bob')], [[], false]);
  await pass(5000);
  assert.deepEqual(ann.others, []);
  memory.beat(entry('bob'), 60_000);
  await pass(5000);
  assert.deepEqual(ann.others, ['bob']);
});

test('a heartbeat that fails is tried again sooner, and the last known nodes stay', async () => {
  const { memory, open, pass, fail, reachable } = town();
  const ann = open('ann');
  memory.beat(entry('bob'), 600_000);
  await ann.start();
  fail(new Error('The store is away.'));
  await pass(5000);
  await pass(1000);
  assert.deepEqual(ann.others, ['bob']);
  assert.equal(reachable.length, 1);
  assert.match(String(reachable[0]), /away/);
  fail(undefined);
  await pass(1000);
  assert.deepEqual([reachable.length, reachable[1]], [2, undefined]);
});

test('a node that stops is no longer listed, and beats no more', async () => {
  const { clock, memory, open } = town();
  const ann = open('ann');
  await ann.start();
  await ann.stop();
  assert.deepEqual(memory.list(), []);
  assert.equal(clock.pending, 0);
  await ann.announce();
  assert.deepEqual(memory.list(), []);
});
