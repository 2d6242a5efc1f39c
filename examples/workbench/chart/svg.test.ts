// Nothing in a data set can become markup.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { element, escapeXml, textElement } from './svg.ts';

test('an element carries its attributes and children', () => {
  const inner = element('rect', { x: 1 / 3, fill: '#fff' });
  assert.equal(element('g', {}, inner), '<g><rect x="0.33" fill="#fff"></rect></g>');
});

test('text cannot become markup', () => {
  assert.equal(
    textElement('</text><script>&', { x: 0 }),
    '<text x="0">&lt;/text&gt;&lt;script&gt;&amp;</text>',
  );
  assert.equal(element('a', { b: '"><c' }), '<a b="&quot;&gt;&lt;c"></a>');
});

test('characters that XML forbids are left out', () => {
  assert.equal(escapeXml('a\u0000b\u001Fc\n'), 'abc\n');
});
