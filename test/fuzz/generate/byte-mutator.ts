// Breaks bytes without knowing what they mean: flips, cuts, repeats, and what decoders trip over.

import type { Chance } from './chance.ts';

/** Broken UTF-8, other encodings, and pieces of JSON and HTTP. */
const SPLINTERS: readonly Buffer[] = [
  [0x00],
  [0xff],
  [0xc0, 0xaf],
  [0xe2, 0x82],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0xef, 0xbb, 0xbf],
  [0xfe, 0xff],
  [0x1f, 0x8b, 0x08],
  '\r\n',
  '\r\n\r\n',
  '\n',
  '\r',
  ' ',
  ':',
  '"',
  '\\',
  '\\u',
  '\\ud800',
  '{',
  '}',
  '[',
  ']',
  ',',
  'null',
  'NaN',
  '/**/',
  '//',
  'GET / HTTP/1.1\r\n\r\n',
  'HTTP/1.1 200 OK\r\n\r\n',
  '0\r\n\r\n',
].map((bytes) => Buffer.from(bytes as string));

/** Changes bytes in `count` places. What it was given stays as it is. */
export function mutateBytes(bytes: Buffer, count: number, chance: Chance): Buffer {
  let mutated = bytes;
  for (let i = 0; i < count; i++) mutated = mutateOnce(mutated, chance);
  return mutated;
}

function mutateOnce(bytes: Buffer, chance: Chance): Buffer {
  const at = chance.below(bytes.length + 1);
  const span = chance.length(Math.max(1, bytes.length - at));
  const before = bytes.subarray(0, at);
  switch (chance.below(8)) {
    case 0:
      return Buffer.concat([before, Buffer.from([chance.below(256)]), bytes.subarray(at + 1)]);
    case 1: {
      const flipped = Buffer.from(bytes);
      if (at < flipped.length) flipped[at] = (flipped[at] as number) ^ (1 << chance.below(8));
      return flipped;
    }
    case 2:
      return Buffer.concat([before, chance.one(SPLINTERS), bytes.subarray(at)]);
    case 3:
      return Buffer.concat([before, chance.bytes(chance.between(1, 8)), bytes.subarray(at)]);
    case 4:
      return before;
    case 5:
      return Buffer.concat([before, bytes.subarray(at + span)]);
    case 6:
      // A piece of it once more, somewhere else.
      return Buffer.concat([before, bytes.subarray(at, at + span), bytes.subarray(at)]);
    default:
      return Buffer.concat([before, chance.one(SPLINTERS), bytes.subarray(at + span)]);
  }
}
