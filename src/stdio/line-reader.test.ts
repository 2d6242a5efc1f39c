import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineReader } from './line-reader.ts';

/** What comes out for these chunks: lines, and `null` for each that was too long. */
function read(chunks: readonly string[], maxLineBytes = 100): (string | null)[] {
  const seen: (string | null)[] = [];
  const reader = new LineReader({
    maxLineBytes,
    onLine: (line) => seen.push(line.toString()),
    onTooLong: () => seen.push(null),
  });
  for (const chunk of chunks) reader.push(Buffer.from(chunk));
  reader.end();
  return seen;
}

test('lines are cut wherever the chunks end', () => {
  assert.deepEqual(read(['one\ntwo\nthr', 'e', 'e\n']), ['one', 'two', 'three']);
  assert.deepEqual(read(['a', '\n', 'b\n']), ['a', 'b']);
});

test('a character that two chunks share is whole in its line', () => {
  const seen: string[] = [];
  const reader = new LineReader({
    maxLineBytes: 10,
    onLine: (line) => seen.push(line.toString()),
    onTooLong: () => {},
  });
  const bytes = Buffer.from('é\n');
  reader.push(bytes.subarray(0, 1));
  reader.push(bytes.subarray(1));
  assert.deepEqual(seen, ['é']);
});

test('the end of a line may have a carriage return, and empty lines are none', () => {
  assert.deepEqual(read(['one\r\n\r\n\ntwo\r', '\n']), ['one', 'two']);
});

test('what comes after the last end of a line is a line', () => {
  assert.deepEqual(read(['one\ntwo']), ['one', 'two']);
});

test('a line may be exactly as long as the limit', () => {
  assert.deepEqual(read(['12345\n'], 5), ['12345']);
});

test('a line that is too long is told once, dropped to its end, and the next is read', () => {
  assert.deepEqual(read(['123', '456', '789\nnext\n'], 5), [null, 'next']);
  assert.deepEqual(read(['1234567\n1\n7654321\n2\n'], 5), [null, '1', null, '2']);
});

test('a line that is too long is told while it still arrives', () => {
  let told = 0;
  const reader = new LineReader({ maxLineBytes: 3, onLine: () => {}, onTooLong: () => told++ });
  reader.push(Buffer.from('1234'));
  assert.equal(told, 1);
  reader.push(Buffer.from('5678'));
  assert.equal(told, 1);
});
