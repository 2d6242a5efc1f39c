// What every directory of nodes must keep. Run on each implementation; those that are shared get two views of the same
// directory, as two nodes have.

import assert from 'node:assert/strict';
import type { DirectoryStore, NodeEntry } from '../../src/cluster/directory-store.ts';
import { checksOf } from './checks.ts';

export interface DirectorySubject {
  readonly directory: DirectoryStore;
  /** The same directory as another node sees it. */
  readonly elsewhere: DirectoryStore;
  /** Lets time pass for the directory, without waiting for it. */
  readonly pass: (ms: number) => void | Promise<void>;
  readonly close: () => void | Promise<void>;
}

const TTL_MS = 60_000;

function entry(id: string, changed: Partial<NodeEntry> = {}): NodeEntry {
  return {
    id,
    status: 'running',
    load: 3,
    maxLoad: 100,
    url: 'http://10.0.0.1:5000/mcp',
    peerUrl: 'http://10.0.0.1:5001',
    version: '1.2.3 "beta" ä 世界',
    startedAtMs: 1_800_000_000_000,
    toolsDigest: 'a1b2c3',
    ...changed,
  };
}

/** What the directory lists, by id and without what only the store knows. */
async function entriesIn(directory: DirectoryStore): Promise<NodeEntry[]> {
  const nodes = (await directory.list()).map(({ lastHeartbeatMs: _, ...facts }) => facts);
  return nodes.sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function idsIn(directory: DirectoryStore): Promise<string[]> {
  return (await entriesIn(directory)).map(({ id }) => id);
}

export function directoryStoreContract(name: string, open: () => Promise<DirectorySubject>): void {
  const holds = checksOf(name, open);

  holds('a directory that nobody wrote is empty', async ({ directory }) => {
    assert.deepEqual(await directory.list(), []);
  });

  holds('nodes are found with all that they say, everywhere', async ({ directory, elsewhere }) => {
    const quiet = entry('b', { status: 'starting', load: 0, peerUrl: undefined });
    await directory.beat(entry('a'), TTL_MS);
    await elsewhere.beat(quiet, TTL_MS);
    assert.deepEqual(await entriesIn(directory), [entry('a'), quiet]);
    assert.deepEqual(await entriesIn(elsewhere), [entry('a'), quiet]);
  });

  holds('what a node says anew replaces what it said before, everywhere and at once', async (subject) => {
    const { directory, elsewhere } = subject;
    for (const changed of [
      { status: 'starting', load: 0 },
      { status: 'running', load: 0 },
      { load: 7 },
      { toolsDigest: 'd4e5f6', peerUrl: undefined },
      { status: 'stopping', load: 1 },
    ] as const) {
      await directory.beat(entry('a', changed), TTL_MS);
      assert.deepEqual(await entriesIn(elsewhere), [entry('a', changed)]);
      assert.deepEqual(await entriesIn(directory), [entry('a', changed)]);
    }
  });

  holds('every heartbeat is dated, also one without news', async ({ directory, elsewhere, pass }) => {
    await directory.beat(entry('a'), TTL_MS);
    const [first] = await elsewhere.list();
    await pass(5000);
    const [aged] = await elsewhere.list();
    await directory.beat(entry('a'), TTL_MS);
    const [second] = await elsewhere.list();
    assert.ok(first !== undefined && aged !== undefined && second !== undefined);
    assert.ok(aged.lastHeartbeatMs <= first.lastHeartbeatMs);
    assert.ok(second.lastHeartbeatMs > aged.lastHeartbeatMs);
  });

  holds('a heartbeat tells what a reading would', async ({ directory, elsewhere }) => {
    await elsewhere.beat(entry('b'), TTL_MS);
    const told = await directory.beat(entry('a'), TTL_MS);
    assert.deepEqual(told, await directory.list());
    assert.equal(told.length, 2);
  });

  holds('a node that goes on beating stays', async ({ directory, elsewhere, pass }) => {
    for (let beat = 0; beat < 5; beat++) {
      await directory.beat(entry('a'), TTL_MS);
      await pass(TTL_MS - 5000);
    }
    assert.deepEqual(await idsIn(elsewhere), ['a']);
  });

  holds('a node that falls silent is gone after its time, for everybody', async (subject) => {
    const { directory, elsewhere, pass } = subject;
    await directory.beat(entry('a'), TTL_MS);
    await elsewhere.beat(entry('b'), 3 * TTL_MS);
    await pass(TTL_MS + 1000);
    const lists = await Promise.all([1, 2, 3, 4].map((n) => idsIn(n % 2 === 0 ? directory : elsewhere)));
    assert.deepEqual(lists, [['b'], ['b'], ['b'], ['b']]);
  });

  holds('a node that was gone is back with its next heartbeat', async ({ directory, elsewhere, pass }) => {
    await directory.beat(entry('a'), TTL_MS);
    await pass(TTL_MS + 1000);
    assert.deepEqual(await idsIn(elsewhere), []);
    await directory.beat(entry('a', { load: 1 }), TTL_MS);
    assert.deepEqual(await entriesIn(elsewhere), [entry('a', { load: 1 })]);
  });

  holds('a node that beats late is not gone', async ({ directory, elsewhere, pass }) => {
    await directory.beat(entry('a'), TTL_MS);
    await pass(TTL_MS + 1000);
    await directory.beat(entry('a'), TTL_MS);
    assert.deepEqual(await idsIn(elsewhere), ['a']);
  });

  holds('a node that is removed is gone at once, and may come back', async ({ directory, elsewhere }) => {
    await directory.beat(entry('a'), TTL_MS);
    await elsewhere.beat(entry('b'), TTL_MS);
    await directory.remove('a');
    assert.deepEqual(await idsIn(elsewhere), ['b']);
    await directory.beat(entry('a'), TTL_MS);
    assert.deepEqual(await entriesIn(elsewhere), [entry('a'), entry('b')]);
  });

  holds('removing twice, or what never was, is no error', async ({ directory }) => {
    await directory.beat(entry('a'), TTL_MS);
    await directory.remove('a');
    await directory.remove('a');
    await directory.remove('never');
    assert.deepEqual(await directory.list(), []);
  });

  holds('many nodes may beat at once', async ({ directory, elsewhere }) => {
    const ids = Array.from({ length: 40 }, (_, index) => `n${index + 10}`);
    await Promise.all(
      ids.map((id, index) => (index % 2 === 0 ? directory : elsewhere).beat(entry(id), TTL_MS)),
    );
    assert.deepEqual(await idsIn(directory), ids);
    assert.deepEqual(await idsIn(elsewhere), ids);
  });
}
