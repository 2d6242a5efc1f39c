// The picture in the README is what a terminal shows today.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { recordTerminal } from '../../scripts/record-terminal.ts';
import { REPOSITORY } from './page-plan.ts';

test('the picture of the terminal is up to date; if not, run node scripts/record-terminal.ts', async () => {
  const picture = readFileSync(join(REPOSITORY, 'docs/images/terminal.svg'), 'utf8');
  assert.equal(picture, await recordTerminal());
});
