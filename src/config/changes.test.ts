// Which options of a changed configuration hold at once, and which with the next start.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeReloadable } from './changes.ts';
import { merge, type Settings, toTree } from './settings.ts';
import { readTree } from './tree-source.ts';

function settingsOf(tree: object): Settings {
  const source = readTree(tree, { fromText: false });
  assert.deepEqual(source.problems, []);
  return merge([source]);
}

function change(before: object, after: object) {
  const { settings, changed, kept } = changeReloadable(settingsOf(before), settingsOf(after));
  return { tree: toTree(settings), changed, kept };
}

test('what can be changed is, what cannot stays and is named', () => {
  const before = { port: 1, requestTimeoutMs: 1, auth: { issuer: 'https://a.example', audience: 'a' } };
  const after = { port: 2, requestTimeoutMs: 2, rateLimit: { node: { perSecond: 5 } }, sessionTtlMs: 5000 };
  assert.deepEqual(change(before, after), {
    tree: {
      port: 1,
      requestTimeoutMs: 2,
      rateLimit: { node: { perSecond: 5 } },
      auth: { issuer: ['https://a.example'], audience: ['a'] },
    },
    changed: ['requestTimeoutMs', 'rateLimit.node.perSecond'],
    kept: ['port', 'auth.issuer', 'auth.audience', 'sessionTtlMs'],
  });
});

test('an option that is left out goes back to its default', () => {
  const { tree, changed } = change({ requestTimeoutMs: 1, tools: { a: { timeoutMs: 1 } } }, {});
  assert.deepEqual(tree, {});
  assert.deepEqual(changed, ['requestTimeoutMs', 'tools["a"].timeoutMs']);
});

test('a default that is spelt out is no change', () => {
  const { changed, kept } = change({}, { port: 5000, requestTimeoutMs: 5000, admission: { maxQueue: 1000 } });
  assert.deepEqual([changed, kept], [[], []]);
});

test('a group that is turned on or off stays as it is, with all its members', () => {
  const tuned = { admission: { maxQueue: 5 } };
  assert.deepEqual(change(tuned, { admission: false }), { tree: tuned, changed: [], kept: ['admission'] });
  const off = { admission: false };
  assert.deepEqual(change(off, tuned), { tree: off, changed: [], kept: ['admission'] });
});

test('whether the limit adapts stays, while the limit itself changes', () => {
  const before = { admission: { maxConcurrent: 50, adaptive: { minConcurrent: 3 } } };
  assert.deepEqual(change(before, { admission: { maxConcurrent: 60 } }), {
    tree: { admission: { maxConcurrent: 60, adaptive: { minConcurrent: 3 } } },
    changed: ['admission.maxConcurrent'],
    kept: ['admission.adaptive'],
  });
});

test('functions stay the first ones, without a word', () => {
  const [one, other] = [() => 'ada', () => 'bob'];
  const { tree, changed, kept } = change({ identify: one }, { identify: other });
  assert.deepEqual([tree['identify'] === one, changed, kept], [true, [], []]);
});
