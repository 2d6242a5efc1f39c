// Which paths complete what was typed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suggestPaths } from './suggest-paths.ts';

const documents = ['README.md', 'docs/errors.md', 'docs/readings.md'].map((path) => ({
  path,
  bytes: 1,
  modifiedAt: new Date(0),
}));

test('paths that begin with what was typed come before those that contain it', () => {
  assert.deepEqual(suggestPaths(documents, 'read'), ['README.md', 'docs/readings.md']);
  assert.deepEqual(suggestPaths(documents, 'docs/E'), ['docs/errors.md']);
});

test('nothing typed yet suggests everything, each once', () => {
  assert.deepEqual(suggestPaths(documents, ''), ['README.md', 'docs/errors.md', 'docs/readings.md']);
});

test('what no path contains suggests nothing', () => {
  assert.deepEqual(suggestPaths(documents, 'zebra'), []);
});
