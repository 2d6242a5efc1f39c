// Where Markdown is cut, and what is left of its marks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainText, splitIntoSections } from './sections.ts';

const outline = (markdown: string) =>
  splitIntoSections('a.md', markdown).map(({ trail, line }) => `${line}: ${trail.join(' > ')}`);

test('each heading opens a section that knows its line and the headings above it', () => {
  const markdown = '# Guide\nintro\n## Install\nnpm\n### Linux\napt\n## Run\nstart';
  assert.deepEqual(outline(markdown), [
    '1: Guide',
    '3: Guide > Install',
    '5: Guide > Install > Linux',
    '7: Guide > Run',
  ]);
});

test('text before the first heading is a section without a trail', () => {
  assert.deepEqual(outline('hello\n\n# Later'), ['1: ', '3: Later']);
});

test('a `#` inside fenced code opens nothing, even after a shorter fence of the same kind', () => {
  assert.deepEqual(outline('# A\n````sh\n# comment\n```\n# more\n````\n## B'), ['1: A', '7: A > B']);
});

test('a document of blank lines has no sections', () => {
  assert.deepEqual(outline('\n\n  \n'), []);
});

test('Windows line ends and closing marks are not part of a heading', () => {
  assert.deepEqual(outline('# A #\r\ntext\r\n## B ##\r\n'), ['1: A', '3: A > B']);
});

test('a section keeps its lines, heading included', () => {
  assert.deepEqual(splitIntoSections('a.md', '# A\none\ntwo\n# B')[0]?.lines, ['# A', 'one', 'two']);
});

test('marks of emphasis, code, lists and links are dropped, underscores in names are kept', () => {
  assert.equal(plainText('- **Run** `max_load` as [told](https://x.test/a)'), 'Run max_load as told');
});
