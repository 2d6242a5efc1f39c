// Every page is run: its files are made, its commands typed, their output compared. No line of its code is left that
// nothing ran. CONTRIBUTING.md says how a page is written so that it can be.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { PageCheck } from './page-run.ts';
import { PageRun } from './page-run.ts';
import { PAGES, planOf, testFolderOf } from './pages.ts';
import { typeProblems } from './type-check.ts';

assert.ok(PAGES.length > 15);

for (const page of PAGES) {
  test(`what ${page} tells to do works as it says`, async () => {
    const plan = planOf(page);
    if (plan.files.size === 0 && plan.commands.length === 0) return;
    const folder = testFolderOf(page);
    const run = new PageRun(plan, folder);
    try {
      await run.runCommands();
      const check = join(folder, 'check.ts');
      if (existsSync(check))
        await ((await import(pathToFileURL(check).href)) as { default: PageCheck }).default(run);
      await run.stop();
      const unrun = run.unrun().map((line) => `${page}:${line}`);
      assert.deepEqual(unrun, [], 'lines of code that nothing ran');
    } finally {
      await run.remove();
    }
  });
}

test('the code of all pages type-checks', () => {
  assert.deepEqual(typeProblems(PAGES), []);
});
