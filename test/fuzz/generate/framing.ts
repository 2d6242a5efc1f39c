// The ways to say where a body ends: right ones, and those that servers and proxies have read in two ways.

import type { Chance } from './chance.ts';
import { type Header, type HttpRequest, headBytes, toBytes } from './http-request.ts';

const EMPTY = Buffer.alloc(0);

/** The bytes of a request whose body is as long as it says, in one of the right ways. */
export function wellFramed(request: HttpRequest, chance: Chance): Buffer {
  const { body } = request;
  if (body === undefined || request.version !== 'HTTP/1.1' || chance.happens(0.85)) return toBytes(request);
  const header: Header = [
    chance.one(['Transfer-Encoding', 'transfer-encoding']),
    chance.one(['chunked', 'Chunked']),
  ];
  return Buffer.concat([headBytes(request, [header]), chunks(body, chance)]);
}

/** A body in chunks of any sizes, with the extensions and trailers that are allowed. */
function chunks(body: Buffer, chance: Chance): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const size = Math.min(body.length - at, Math.max(1, chance.length(body.length)));
    const digits = chance.happens(0.5) ? size.toString(16) : `000${size.toString(16).toUpperCase()}`;
    const extension = chance.happens(0.1) ? ';a=b' : '';
    pieces.push(Buffer.from(`${digits}${extension}\r\n`), body.subarray(at, at + size), Buffer.from('\r\n'));
    at += size;
    // Many tiny chunks cost time and show nothing that a hundred do not.
    if (pieces.length > 300) chunkRest(pieces, body.subarray(at));
    if (pieces.length > 300) break;
  }
  pieces.push(Buffer.from(chance.happens(0.1) ? '0\r\nX-Trailer: 1\r\n\r\n' : '0\r\n\r\n'));
  return Buffer.concat(pieces);
}

function chunkRest(pieces: Buffer[], rest: Buffer): void {
  if (rest.length > 0) pieces.push(Buffer.from(`${rest.length.toString(16)}\r\n`), rest, Buffer.from('\r\n'));
}

/** The bytes of a request whose body ends elsewhere than it says, or that says so in two ways. */
export function badlyFramed(request: HttpRequest, chance: Chance): Buffer {
  const body = request.body ?? EMPTY;
  const { length } = body;
  const one = (framing: readonly Header[], sent = body): Buffer =>
    Buffer.concat([headBytes(request, framing), sent]);
  const lengthOf = (value: string | number): Header => ['Content-Length', String(value)];
  const chunked: Header = ['Transfer-Encoding', 'chunked'];
  switch (chance.below(12)) {
    case 0:
      return one([lengthOf(chance.below(length + 1))]);
    case 1:
      return one([lengthOf(length + chance.between(1, 100))]);
    case 2:
      return one([
        lengthOf(
          chance.one(['-1', '+5', '0x10', '1e3', '5, 5', '', ' ', '99999999999999999999', `${length} `, '٣']),
        ),
      ]);
    case 3:
      return one([lengthOf(length), lengthOf(chance.one([length, 0, length + 1]))]);
    case 4:
      return one(
        chance.happens(0.5) ? [chunked, lengthOf(length)] : [lengthOf(length), chunked],
        chunks(body, chance),
      );
    case 5:
      return one([
        ['Transfer-Encoding', chance.one(['xchunked', 'gzip, chunked', 'chunked, identity', 'identity', ''])],
      ]);
    case 6:
      return one([chunked]);
    case 7:
      return one([chunked], brokenChunks(body, chance));
    case 8:
      return one([]);
    case 9:
      return one([
        [
          chance.one(['Content-Length ', ' Content-Length', 'Content_Length', 'Content-Length\0']),
          String(length),
        ],
      ]);
    case 10:
      return one([['Expect', chance.one(['100-continue', '200-ok', ''])], lengthOf(length)]);
    default:
      return one([
        ['Connection', chance.one(['close', 'keep-alive', 'upgrade', 'TE, close', 'Host', 'Mcp-Session-Id'])],
        ['Upgrade', chance.one(['websocket', 'h2c', 'HTTP/2.0', ''])],
        lengthOf(length),
      ]);
  }
}

function brokenChunks(body: Buffer, chance: Chance): Buffer {
  const size = body.length.toString(16);
  const [before, after] = chance.one<[string, string]>([
    [`${size}\r\n`, '\r\n'],
    [`${size}\r\n`, '0\r\n\r\n'],
    [`${size}\n`, '\r\n0\r\n\r\n'],
    [`-${size}\r\n`, '\r\n0\r\n\r\n'],
    [`0x${size}\r\n`, '\r\n0\r\n\r\n'],
    ['zz\r\n', '\r\n0\r\n\r\n'],
    ['ffffffffffffffffff\r\n', '\r\n0\r\n\r\n'],
    ['7fffffff\r\n', ''],
    [`${size};${'x'.repeat(20_000)}\r\n`, '\r\n0\r\n\r\n'],
    [`${size}\r\n`, `\r\n0\r\n${'X-T: y\r\n'.repeat(2000)}\r\n`],
    ['0\r\n\r\n', ''],
    [`${(body.length + 1).toString(16)}\r\n`, '\r\n0\r\n\r\n'],
  ]);
  return Buffer.concat([Buffer.from(before), body, Buffer.from(after)]);
}
