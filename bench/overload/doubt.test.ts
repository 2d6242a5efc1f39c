import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doubtOf } from './doubt.ts';
import type { GeneratorUsage } from './generator/messages.ts';

function doubt(generator: Partial<GeneratorUsage>, foreignShare = 0): string | undefined {
  const lag = { p50Ms: 0.5, p99Ms: 2, maxMs: 4 };
  return doubtOf({
    generator: { coreShare: 0.4, lag, connectionsOpened: 10, ...generator },
    server: { coreShare: 1, foreignShare, maxResidentBytes: 0 },
  });
}

test('a server may use all of its core', () => {
  assert.equal(doubt({}), undefined);
});

test('a generator that was the bottleneck, or a core that was shared, says nothing about the server', () => {
  assert.equal(doubt({ coreShare: 0.81 }), 'the generator used 81 % of its core');
  assert.equal(
    doubt({ lag: { p50Ms: 1, p99Ms: 11, maxMs: 20 } }),
    'a hundredth of the calls was sent 11 ms late',
  );
  assert.equal(doubt({}, 0.16), "something else used 16 % of the server's core");
});
