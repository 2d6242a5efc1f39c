import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { CallToolResult } from '../../protocol/mcp.ts';
import { saveBinary, showResult } from './print-result.ts';

const folder = mkdtempSync(join(tmpdir(), 'mcp-fleet-save-'));
after(() => rmSync(folder, { recursive: true }));

const BYTES = Buffer.from('bytes').toString('base64');
const EVERYTHING: CallToolResult = {
  content: [
    { type: 'text', text: 'plain' },
    { type: 'image', data: BYTES, mimeType: 'image/png' },
    { type: 'audio', data: BYTES, mimeType: 'audio/wav' },
    { type: 'resource_link', uri: 'config://app', name: 'config' },
    { type: 'resource', resource: { uri: 'note://1', text: 'embedded\n' } },
    { type: 'resource', resource: { uri: 'note://2', blob: BYTES } },
    { type: 'hologram' } as never,
  ],
};

test('texts are for stdout, each on lines of its own, and the rest is summed up', () => {
  const { text, notes } = showResult(EVERYTHING, false);
  assert.equal(text, 'plain\nconfig://app\nembedded\n');
  assert.deepEqual(notes, [
    '[image, image/png, 5 bytes; --save FILE writes it]',
    '[audio, audio/wav, 5 bytes; --save FILE writes it]',
    '[resource note://2, application/octet-stream, 5 bytes; --save FILE writes it]',
    '[content of type "hologram"]',
  ]);
});

test('structured content is shown where there is no text', () => {
  assert.equal(showResult({ content: [], structuredContent: { a: 1 } }, false).text, '{\n  "a": 1\n}\n');
});

test('a terminal gets nothing that steers it, a pipe gets the text as it is', () => {
  const result: CallToolResult = { content: [{ type: 'text', text: '\u001b[2J' }] };
  assert.equal(showResult(result, true).text, '\uFFFD[2J\n');
  assert.equal(showResult(result, false).text, '\u001b[2J\n');
});

test('every piece of binary content is written to a file of its own', () => {
  const file = join(folder, 'out.bin');
  assert.deepEqual(saveBinary(EVERYTHING, file), [
    `${file}: image/png, 5 bytes`,
    `${join(folder, 'out-2.bin')}: audio/wav, 5 bytes`,
    `${join(folder, 'out-3.bin')}: application/octet-stream, 5 bytes`,
  ]);
  assert.equal(readFileSync(join(folder, 'out-3.bin'), 'utf8'), 'bytes');
});

test('nothing to save and nowhere to save it are told', () => {
  assert.throws(() => saveBinary({ content: [] }, 'x'), {
    name: 'CliError',
    message: /no image, audio or other bytes/,
  });
  assert.throws(() => saveBinary(EVERYTHING, join(folder, 'no', 'such')), /cannot be written/);
});
