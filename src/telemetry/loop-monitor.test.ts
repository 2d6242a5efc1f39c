// The loop monitor: when it reads, what it adds, and that it stops.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { LoopMonitor, type LoopReading, type LoopSource } from './loop-monitor.ts';

const IN_TIME: LoopReading = { delayP50Ms: 1, delayP99Ms: 4, delayMaxMs: 9, utilization: 0.25 };

class FakeSource implements LoopSource {
  reading = IN_TIME;
  running = false;
  reads = 0;

  start(): void {
    this.running = true;
  }

  read(): LoopReading {
    this.reads++;
    return this.reading;
  }

  stop(): void {
    this.running = false;
  }
}

function monitored(windowMs?: number) {
  const clock = new ManualClock();
  const source = new FakeSource();
  const readings: LoopReading[] = [];
  let stalledMs = 0;
  const monitor = new LoopMonitor({
    source,
    now: () => clock.now() + stalledMs,
    after: clock.after,
    onReading: (reading) => readings.push(reading),
    ...(windowMs !== undefined && { windowMs }),
  });
  /** Time passes while no timer can fire. */
  const stall = (ms: number): void => {
    stalledMs += ms;
  };
  return { clock, source, monitor, readings, stall };
}

test('before the first window is over nothing is known', () => {
  const { clock, monitor, readings } = monitored();
  monitor.start();
  clock.advance(999);
  assert.deepEqual(monitor.last, { delayP50Ms: 0, delayP99Ms: 0, delayMaxMs: 0, utilization: 0 });
  assert.deepEqual(readings, []);
});

test('each window is read once and told', () => {
  const { clock, source, monitor, readings } = monitored();
  monitor.start();
  clock.advance(1000);
  source.reading = { delayP50Ms: 2, delayP99Ms: 300, delayMaxMs: 400, utilization: 1 };
  clock.advance(1000);
  assert.deepEqual(readings, [
    { delayP50Ms: 1, delayP99Ms: 4, delayMaxMs: 9, utilization: 0.25 },
    { delayP50Ms: 2, delayP99Ms: 300, delayMaxMs: 400, utilization: 1 },
  ]);
  assert.equal(monitor.last, readings[1]);
});

test('the window can be set', () => {
  const { clock, monitor, readings } = monitored(250);
  monitor.start();
  clock.advance(1000);
  assert.equal(readings.length, 4);
});

test('a stall that held up the reading itself is part of it', () => {
  const { clock, monitor, readings, stall } = monitored();
  monitor.start();
  stall(800);
  clock.advance(1000);
  assert.deepEqual(readings, [{ delayP50Ms: 1, delayP99Ms: 800, delayMaxMs: 800, utilization: 0.25 }]);
  clock.advance(1000);
  assert.deepEqual(readings[1], { delayP50Ms: 1, delayP99Ms: 4, delayMaxMs: 9, utilization: 0.25 });
});

test('a clock that was set back says nothing of the loop', () => {
  const { clock, monitor, readings, stall } = monitored();
  monitor.start();
  stall(-3_600_000);
  clock.advance(1000);
  assert.equal(readings[0]?.delayP99Ms, 4);
});

test('a stopped monitor reads nothing more and leaves no timer', () => {
  const { clock, source, monitor } = monitored();
  monitor.start();
  assert.equal(source.running, true);
  clock.advance(1000);
  monitor.stop();
  monitor.stop();
  assert.equal(source.running, false);
  assert.equal(clock.pending, 0);
  clock.advance(5000);
  assert.equal(source.reads, 1);
});

test('starting twice is starting once, and a stopped monitor can start again', () => {
  const { clock, source, monitor } = monitored();
  monitor.start();
  monitor.start();
  assert.equal(clock.pending, 1);
  monitor.stop();
  monitor.start();
  clock.advance(1000);
  assert.equal(source.reads, 1);
});

test('who is told of a reading may stop the monitor', () => {
  const clock = new ManualClock();
  const monitor: LoopMonitor = new LoopMonitor({
    source: new FakeSource(),
    now: clock.now,
    after: clock.after,
    onReading: () => monitor.stop(),
  });
  monitor.start();
  clock.advance(1000);
  assert.equal(clock.pending, 0);
});
