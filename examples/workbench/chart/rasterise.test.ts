// Drawings become pictures, text included, on a machine without fonts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rasterise } from './rasterise.ts';

const svg = (inner: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30" viewBox="0 0 60 30">${inner}</svg>`;

test('a drawing becomes a PNG of twice its size', async () => {
  const png = await rasterise(svg('<rect width="60" height="30" fill="#fff"/>'));
  assert.equal(png.subarray(1, 4).toString('latin1'), 'PNG');
  assert.equal(png.readUInt32BE(16), 120);
  assert.equal(png.readUInt32BE(20), 60);
});

test('text is drawn without any font of the machine', async () => {
  const empty = await rasterise(svg(''));
  const regular = await rasterise(svg('<text x="2" y="20">Hello</text>'));
  const bold = await rasterise(svg('<text x="2" y="20" font-weight="bold">Hello</text>'));
  assert.equal(regular.length > empty.length + 200, true);
  assert.notDeepEqual(regular, bold);
});
