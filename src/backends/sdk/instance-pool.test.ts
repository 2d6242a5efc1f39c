import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../../test/support/manual-clock.ts';
import { InstancePool, type Pooled } from './instance-pool.ts';

class FakeInstance implements Pooled {
  running = 0;
  isNeeded = false;
  readonly name: string;
  readonly log: string[];

  constructor(name: string, log: string[]) {
    this.name = name;
    this.log = log;
  }

  async close(): Promise<void> {
    this.log.push(`close ${this.name}`);
  }

  retire(): void {
    this.log.push(`retire ${this.name}`);
  }
}

function poolOf(maxInstances = 10, idleMs = 1000) {
  const clock = new ManualClock();
  const log: string[] = [];
  const { now, after } = clock;
  const pool = new InstancePool<FakeInstance>({ maxInstances, idleMs, now, after });
  const make = (name: string) => async () => {
    log.push(`make ${name}`);
    return new FakeInstance(name, log);
  };
  return { clock, log, pool, make, get: (name: string) => pool.getOrMake(name, make(name)) };
}

test('an instance is made once, also for those who ask while it is being made', async () => {
  const { pool, log, get } = poolOf();
  const [one, two] = [get('a'), get('a')];
  assert.equal(pool.get('a'), undefined);
  assert.equal(await one, await two);
  assert.equal(pool.get('a'), await one);
  assert.deepEqual(log, ['make a']);
});

test('an instance that could not be made is made by the next one who asks', async () => {
  const { pool, log, get } = poolOf();
  await assert.rejects(
    pool.getOrMake('a', () => Promise.reject(new Error('no database'))),
    {
      message: 'no database',
    },
  );
  await get('a');
  assert.deepEqual(log, ['make a']);
});

test('an instance that is not made in half a minute is given up, and closed should it come later', async () => {
  const { clock, pool, log, get } = poolOf();
  const { promise, resolve } = Promise.withResolvers<FakeInstance>();
  const waiting = pool.getOrMake('a', () => promise);
  clock.advance(30_000);
  await get('a');
  resolve(new FakeInstance('late', log));
  await waiting;
  await Promise.resolve();
  assert.deepEqual(log, ['make a', 'retire late']);
});

test('an instance that nobody uses is closed, one that is used or works or is needed is not', async () => {
  const { clock, pool, log, get } = poolOf();
  for (const name of ['idle', 'used', 'working', 'needed']) await get(name);
  Object.assign(pool.get('working') as object, { running: 1 });
  Object.assign(pool.get('needed') as object, { isNeeded: true });
  clock.advance(900);
  pool.touch('used');
  clock.advance(600);
  assert.deepEqual(log.slice(4), ['close idle']);
  Object.assign(pool.get('working') as object, { running: 0 });
  Object.assign(pool.get('needed') as object, { isNeeded: false });
  clock.advance(2000);
  assert.deepEqual(log.slice(5).sort(), ['close needed', 'close used', 'close working']);
  assert.equal(pool.size, 0);
});

test('nothing is looked for when there is nothing', async () => {
  const { clock, get } = poolOf();
  await get('a');
  clock.advance(5000);
  assert.equal(clock.pending, 0);
});

test('when there are too many, the one that was unused for longest goes first', async () => {
  const { pool, log, get } = poolOf(2);
  await get('a');
  await get('b');
  pool.get('a');
  await get('c');
  assert.deepEqual(log, ['make a', 'make b', 'make c', 'close b']);
});

test('one that works never goes, one that is needed only when there is no other', async () => {
  const { pool, log, get } = poolOf(2);
  Object.assign(await get('needed'), { isNeeded: true });
  await get('free');
  await get('third');
  assert.deepEqual(log.slice(2), ['make third', 'close free']);
  for (const name of ['needed', 'third']) Object.assign(pool.get(name) as object, { running: 1 });
  await get('fourth');
  assert.deepEqual(log.slice(4), ['make fourth']);
  assert.equal(pool.size, 3);
});

test('an instance that is dropped while it is being made is closed when it is there', async () => {
  const { pool, log, get } = poolOf();
  const made = get('a');
  pool.drop('a');
  assert.equal(pool.has('a'), false);
  await made;
  await Promise.resolve();
  assert.deepEqual(log, ['make a', 'close a']);
});

test('an instance that is retired is no longer handed out', async () => {
  const { pool, log, get } = poolOf();
  await get('a');
  pool.retire('a');
  await get('a');
  assert.deepEqual(log, ['make a', 'retire a', 'make a']);
});

test('all are closed at the end, and no timer is left', async () => {
  const { clock, pool, log, get } = poolOf();
  await get('a');
  const late = get('b');
  await pool.closeAll();
  await late;
  assert.deepEqual(log.slice(2).sort(), ['close a', 'close b']);
  assert.equal(clock.pending, 0);
});
