// The numbers of the README are those of the last bench.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withNumbers } from '../../scripts/readme-numbers.ts';
import { readPage } from './pages.ts';

test('the README has the numbers of the last bench; if not, run node scripts/readme-numbers.ts', () => {
  const readme = readPage('README.md');
  assert.match(readme, /times the official SDK/);
  assert.equal(readme, withNumbers(readme));
});
