// The real measurements, on the event loop of this very process.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../../test/support/until.ts';
import { PerfHooksLoopSource } from './loop-monitor-source.ts';

function block(ms: number): void {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs);
}

test('a handler that blocks the event loop shows once, as delay and as use of the loop', async () => {
  const source = new PerfHooksLoopSource();
  source.start();
  let blocks = 0;
  // The loop turns between two blocks, so each but the first lies between two samples.
  const blockedThrice = (): boolean => {
    block(200);
    return ++blocks === 3;
  };
  try {
    await until(blockedThrice, { what: 'three turns of the event loop' });
    const reading = source.read();
    assert.ok(reading.delayMaxMs > 150, `worst delay: ${reading.delayMaxMs} ms`);
    assert.ok(reading.delayP99Ms > 150, `99th percentile: ${reading.delayP99Ms} ms`);
    assert.ok(reading.delayP50Ms <= reading.delayP99Ms, `median: ${reading.delayP50Ms} ms`);
    assert.ok(reading.utilization > 0.5, `utilization: ${reading.utilization}`);
    const { delayP50Ms, delayP99Ms, delayMaxMs } = source.read();
    assert.deepEqual([delayP50Ms, delayP99Ms, delayMaxMs], [0, 0, 0]);
  } finally {
    source.stop();
  }
});
