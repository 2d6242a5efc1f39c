// Which lines of a section are shown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { snippetOf } from './snippet.ts';

test('the snippet begins at the line with the most matched words', () => {
  const lines = ['Limits', 'A node has limits.', '', 'The queue limits how many calls wait.', 'Set it.'];
  assert.deepEqual(snippetOf(lines, ['queue', 'limits']), {
    lineIndex: 3,
    snippet: 'The queue limits how many calls wait. Set it.',
  });
});

test('the earlier of two equal lines is taken', () => {
  assert.equal(snippetOf(['a', 'node one', 'node two'], ['node']).lineIndex, 1);
});

test('a section that matches by its path alone is shown from its heading', () => {
  assert.deepEqual(snippetOf(['Start', 'Run it.'], ['readme']), { lineIndex: 0, snippet: 'Start Run it.' });
});

test('a long passage ends at a word, with an ellipsis', () => {
  const { snippet } = snippetOf(['word '.repeat(100).trim()], ['word']);
  assert.equal(snippet.length, 240);
  assert.equal(snippet.endsWith(' word…'), true);
});

test('rules without words are left out', () => {
  assert.equal(
    snippetOf(['| Tool | Use |', '| --- | :-: |', '---', '| echo | test |'], ['tool']).snippet,
    '| Tool | Use | | echo | test |',
  );
});
