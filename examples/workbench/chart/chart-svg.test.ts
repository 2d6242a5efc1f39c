// What a chart tells in words, and that its marks are true to the values.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chartSvg } from './chart-svg.ts';

const spec = {
  title: 'Revenue <by> region',
  subtitle: 'orders.csv, 3 rows',
  xName: 'region',
  yName: 'Sum of price_eur (€)',
  points: [
    { label: 'Europe', value: 4_650_000 },
    { label: 'Africa', value: 497_000 },
  ],
  bucket: undefined,
};

const textsOf = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);

test('a bar chart names its title, axes, units, ticks, categories and values', () => {
  assert.deepEqual(textsOf(chartSvg({ ...spec, kind: 'bar' })), [
    'Revenue &lt;by&gt; region',
    'orders.csv, 3 rows',
    'Sum of price_eur (€)',
    'region',
    '0',
    '1M',
    '2M',
    '3M',
    '4M',
    '5M',
    '4.65M',
    '497K',
    'Europe',
    'Africa',
  ]);
});

test('a line chart names only its highest value', () => {
  const texts = textsOf(chartSvg({ ...spec, kind: 'line' }));
  assert.equal(texts.includes('4.65M'), true);
  assert.equal(texts.includes('497K'), false);
});

test('bars are as high as their values', () => {
  const svg = chartSvg({
    ...spec,
    kind: 'bar',
    points: [
      { label: 'a', value: 100 },
      { label: 'b', value: 50 },
    ],
  });
  const heights = [...svg.matchAll(/<rect[^>]* y="[\d.]+" height="([\d.]+)"/g)].map(([, height]) =>
    Number(height),
  );
  assert.deepEqual(heights, [352, 176]);
});

test('the room below a line is filled only when the axis begins at zero', () => {
  const filledBelow = (values: number[]) =>
    chartSvg({
      ...spec,
      kind: 'line',
      points: values.map((value, index) => ({ label: `p${index}`, value })),
    }).includes('fill-opacity');
  assert.equal(filledBelow([10, 97]), true);
  assert.equal(filledBelow([90, 97]), false);
});
