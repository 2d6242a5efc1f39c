// Values that programs trip over: where types, lengths, encodings and names have their edges.

import type { Chance } from './chance.ts';
import { RawJson } from './json-text.ts';

const TEXTS: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\r\nInjected: yes',
  '\n\ndata: {"jsonrpc":"2.0","id":1,"result":{}}\n\n',
  '\u2028\u2029',
  '\ud800',
  '\udc00\ud800',
  '\ufeff',
  '\u202eabc',
  '👩‍👩‍👧‍👦',
  'ﬀ İ ß ſ',
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  'then',
  'valueOf',
  '../../../../etc/passwd',
  '..%2f..%2f',
  '%',
  '%zz',
  '%00',
  '%c0%af',
  '%ff',
  'file:///etc/passwd',
  'http://[::1',
  'http://user:pass@127.0.0.1:1/',
  'javascript:alert(1)',
  'test://template/%2e%2e/data',
  'test://template//data',
  'test://static-text#x',
  'data:,x',
  'a:',
  'null',
  'undefined',
  'NaN',
  'true',
  '-0',
  '1e999',
  '0x10',
  '9007199254740993',
  '[]',
  '{}',
  '"',
  '\\',
  "'; DROP TABLE tools; --",
  '{{7*7}}',
  '=?base64??=',
  '=?base64?w6k=?=',
  '=?base64?/w==?=',
  '=?base64?x?=',
  '2026-07-28',
  '2025-11-25',
  '1999-01-01',
  'tools/call',
  'initialize',
  'notifications/cancelled',
  'io.modelcontextprotocol/protocolVersion',
];

/** As JSON text, because JavaScript numbers cannot spell some of them. */
const NUMBERS: readonly string[] = [
  '0',
  '-0',
  '1',
  '-1',
  '0.1',
  '1.0',
  '1e2',
  '2147483648',
  '-2147483649',
  '4294967296',
  '9007199254740991',
  '9007199254740992',
  '9007199254740993',
  '-9007199254740993',
  '18446744073709551616',
  '1e308',
  '1e309',
  '-1e309',
  '1e-400',
  '123456789012345678901234567890',
  '0.1234567890123456789012345678901234567890',
];

/** Names that exist somewhere in JavaScript or in the protocol, where they may not belong. */
export const HOSTILE_KEYS: readonly string[] = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'toJSON',
  'then',
  'length',
  '',
  '0',
  '\ud800',
  'jsonrpc',
  'id',
  'method',
  'params',
  'result',
  'error',
  '_meta',
  'name',
  'uri',
  'arguments',
  'cursor',
  'inputResponses',
  'requestState',
  'progressToken',
  'capabilities',
  'protocolVersion',
  'io.modelcontextprotocol/protocolVersion',
  'io.modelcontextprotocol/clientCapabilities',
  'io.modelcontextprotocol/clientInfo',
  'io.modelcontextprotocol/logLevel',
];

export function hostileText(chance: Chance): string {
  if (chance.happens(0.85)) return chance.one(TEXTS);
  return chance.one(['x', 'é', '世', '\0', '%41', '../', '"', '\ud800']).repeat(chance.length(20_000));
}

export function hostileNumber(chance: Chance): RawJson {
  return new RawJson(chance.one(NUMBERS));
}

/** Any JSON value but a good one. */
export function hostileValue(chance: Chance): unknown {
  switch (chance.below(10)) {
    case 0:
      return null;
    case 1:
      return chance.happens(0.5);
    case 2:
      return [];
    case 3:
      return {};
    case 4:
      return hostileNumber(chance);
    case 5:
      return nested(chance);
    case 6:
      return many(chance);
    default:
      return hostileText(chance);
  }
}

/** Brackets in brackets: some that pass a bound on depth, most that do not, a few that fill a body. */
function nested(chance: Chance): RawJson {
  const depth = chance.happens(0.5) ? chance.between(55, 70) : chance.length(60_000);
  const [open, inner, close] = chance.one([
    ['[', '', ']'],
    ['{"a":', '1', '}'],
    ['[{"a":', 'null', '}]'],
  ] as const);
  return new RawJson(`${open.repeat(depth)}${inner}${close.repeat(depth)}`);
}

/** Many members: distinct keys or the same one again and again, or items. */
function many(chance: Chance): RawJson {
  const count = chance.length(5000);
  const items = Array.from({ length: count }, (_, n) => n);
  switch (chance.below(3)) {
    case 0:
      return new RawJson(`[${items.join(',')}]`);
    case 1:
      return new RawJson(`{${items.map((n) => `"k${n}":${n}`).join(',')}}`);
    default:
      return new RawJson(`{${items.map((n) => `"k":${n}`).join(',')}}`);
  }
}
