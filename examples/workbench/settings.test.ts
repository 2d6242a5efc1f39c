// Where everything is by default, and what the environment changes.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { resolveSettings } from './settings.ts';

test('without environment the documents are those of this project', () => {
  const { documents, csvPath } = resolveSettings({});
  assert.equal(existsSync(join(documents.root, 'package.json')), true);
  assert.deepEqual(documents.include, ['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', 'docs', 'examples']);
  assert.equal(csvPath, undefined);
});

test('notes and generated data stay in one ignored folder beside the example', () => {
  const { cacheRoot, notesRoot } = resolveSettings({});
  assert.equal(cacheRoot, join(import.meta.dirname, '.cache'));
  assert.equal(notesRoot, join(import.meta.dirname, '.cache', 'notes'));
});

test('the environment points every source elsewhere, relative to the working directory', () => {
  const settings = resolveSettings({
    WORKBENCH_DOCS: 'handbook',
    WORKBENCH_CSV: 'sales.csv',
    WORKBENCH_NOTES: 'out/notes',
  });
  assert.deepEqual(settings.documents, { root: resolve('handbook'), include: ['.'] });
  assert.equal(settings.csvPath, resolve('sales.csv'));
  assert.equal(settings.notesRoot, resolve('out/notes'));
});

test('an empty variable counts as absent', () => {
  assert.equal(resolveSettings({ WORKBENCH_CSV: '' }).csvPath, undefined);
});
