// What holds for every file of src/: its size, its opening and its exports.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSources } from './source-tree.ts';

function filesWhere(predicate: (source: { text: string; exportsAll: boolean }) => boolean): string[] {
  return [...readSources()].filter(([, source]) => predicate(source)).map(([path]) => path);
}

test('no file is longer than 400 lines', () => {
  assert.deepEqual(
    filesWhere(({ text }) => text.trimEnd().split('\n').length > 400),
    [],
  );
});

test('every file opens with a comment that says what it is for', () => {
  assert.deepEqual(
    filesWhere(({ text }) => !/^(#!.*\n)?(\/\/|\/\*)/.test(text)),
    [],
  );
});

test('no file re-exports everything of another one', () => {
  assert.deepEqual(
    filesWhere(({ exportsAll }) => exportsAll),
    [],
  );
});
