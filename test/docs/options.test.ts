// The reference of options is that of the code, and the names from elsewhere are those that the code answers to.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { PAGE, renderReference } from '../../scripts/options-reference.ts';
import { COMMON_NAMES } from '../../src/config/common-names.ts';

test('docs/options.md is what "npm run docs:options" writes', () => {
  assert.equal(readFileSync(PAGE, 'utf8'), renderReference());
});

test('docs/configuration.md lists every name from elsewhere with its option', () => {
  const page = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| (`[^|]+`) \| `([\w.]+)` \|/gm)].map(([, names = '', path]) => ({
    names: [...names.matchAll(/`(\w+)`/g)].map((match) => match[1]),
    path,
  }));
  const byName = (a: { names: readonly unknown[] }, b: { names: readonly unknown[] }): number =>
    String(a.names[0]).localeCompare(String(b.names[0]));
  const known = COMMON_NAMES.map(({ names, path }) => ({ names: [...names], path }));
  assert.deepEqual(rows.sort(byName), known.sort(byName));
});
