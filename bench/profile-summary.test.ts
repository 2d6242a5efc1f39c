import assert from 'node:assert/strict';
import { test } from 'node:test';
import { busiestFunctions } from './profile-summary.ts';

const frame = (functionName: string, url: string, lineNumber: number) => ({ functionName, url, lineNumber });

test('the busiest functions come first, with their share of the time that was work', () => {
  const profile = {
    nodes: [
      { id: 1, callFrame: frame('(idle)', '', -1) },
      { id: 2, callFrame: frame('answer', 'file:///repo/src/http/endpoint.ts', 9) },
      { id: 3, callFrame: frame('(garbage collector)', '', -1) },
      { id: 5, callFrame: frame('post', 'node:inspector', 114) },
      { id: 4, callFrame: frame('answer', 'file:///repo/src/http/endpoint.ts', 9) },
    ],
    samples: [1, 2, 3, 4, 5],
    timeDeltas: [900, 100, 50, 50, 900],
  };
  assert.deepEqual(busiestFunctions(profile, 10), [
    ' 75.0 %  answer  http/endpoint.ts:10',
    ' 25.0 %  (garbage collector)',
  ]);
});
