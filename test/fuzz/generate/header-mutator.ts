// Breaks the headers of a request, but not those that say where its body ends: whatever comes of it, the connection
// stays in step.

import { mutateBytes } from './byte-mutator.ts';
import type { Chance } from './chance.ts';
import type { Header, HttpRequest } from './http-request.ts';

/** Values that mean something, by the header that they may mean it in. */
const KNOWN_VALUES: Readonly<Record<string, readonly string[]>> = {
  Host: ['localhost', '127.0.0.1:1', 'evil.example', '[::1]', '[', 'a'.repeat(500), '127.0.0.1.', ''],
  Origin: ['http://localhost', 'http://localhost:1/x', 'null', 'https://evil.example', 'file://', '\xe9', ''],
  Accept: ['*/*', 'application/json', 'text/event-stream', 'text/*;q=0', '', ',,,', 'application/*, text/*'],
  'Content-Type': [
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    'text/plain',
    'application/json;',
    'multipart/form-data',
    '',
  ],
  'Content-Encoding': ['identity', 'gzip', 'br', 'IDENTITY', ''],
  'MCP-Protocol-Version': ['2026-07-28', '2025-11-25', '2025-03-26', '2024-11-05', '9999-99-99', '', ' '],
  'Mcp-Session-Id': ['', 'x', '.', '..', 'a.b', 'W10.x', '\xff', 'e30.AAAAAAAAAAAAAAAAAAAAAA'],
  'Mcp-Method': ['tools/call', 'initialize', '', 'TOOLS/CALL', '\xe9'],
  'Mcp-Name': ['echo', '=?base64?ZWNobw==?=', '=?base64?%?=', '=?base64?/w==?=', '=?base64?', '\xe9', ''],
  'Mcp-Param-Region': ['eu', '=?base64?ZXU=?=', '', '1e3', '\t'],
  'Mcp-Param-Shard': ['1', '1.0', '01', '1e0', '-0', 'NaN', ''],
  'Mcp-Param-__proto__': ['x'],
  Mcp: ['x'],
  'Last-Event-ID': ['', 'x', 'r1.1', 'g1.999999999999999', 'gx-.0', '\xe9.1', '1'],
  Authorization: [
    'Bearer',
    'Bearer ',
    'Bearer x',
    'bearer key-of-bob',
    'Basic eDp5',
    '',
    'Bearer key-of-eve',
  ],
  'Proxy-Authorization': ['Basic eDp5'],
  Cookie: ['a=b; c', ''],
  'Access-Control-Request-Method': ['POST', 'X'],
  'Access-Control-Request-Headers': ['a', 'x\xe9', '*', ''],
  'X-Forwarded-For': ['1.2.3.4', 'x'],
  Forwarded: ['for=1.2.3.4'],
  traceparent: ['00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', '00-x', '\xe9'],
  tracestate: ['a=b', ','.repeat(300)],
  baggage: ['a=b'],
  ['__proto__']: ['x'],
  constructor: ['x'],
  'Sec-Fetch-Site': ['cross-site'],
  Range: ['bytes=0-1'],
  'If-None-Match': ['*'],
  Date: ['yesterday'],
};
const KNOWN_NAMES: readonly string[] = Object.getOwnPropertyNames(KNOWN_VALUES);

/** Changes `count` headers in place. */
export function mutateHeaders(request: HttpRequest, count: number, chance: Chance): void {
  for (let i = 0; i < count; i++) mutateOnce(request.headers, chance);
}

function mutateOnce(headers: Header[], chance: Chance): void {
  const at = chance.below(Math.max(1, headers.length));
  const header = headers[at] ?? ['X-First', 'x'];
  const [name, value] = header;
  switch (chance.below(9)) {
    case 0:
      return void headers.splice(at, 1);
    case 1:
      // Twice: the same, or with another value, in another spelling.
      return void headers.push([
        chance.happens(0.5) ? name : name.toLowerCase(),
        knownValue(name, value, chance),
      ]);
    case 2:
    case 3:
      headers[at] = [name, knownValue(name, value, chance)];
      return;
    case 4:
      headers[at] = [
        name,
        safeValue(mutateBytes(Buffer.from(value, 'latin1'), chance.between(1, 3), chance)),
      ];
      return;
    case 5:
      headers[at] = [chance.one([name.toUpperCase(), name.toLowerCase(), `X-${name}`]), value];
      return;
    case 6:
      return addMany(headers, chance);
    case 7: {
      const other = chance.below(headers.length);
      if (headers.length > 1) headers[at] = [name, (headers[other] as Header)[1]];
      return;
    }
    default: {
      const added = chance.one(KNOWN_NAMES);
      headers.splice(at, 0, [added, chance.one(KNOWN_VALUES[added] ?? [''])]);
    }
  }
}

function knownValue(name: string, value: string, chance: Chance): string {
  if (!Object.hasOwn(KNOWN_VALUES, name) || chance.happens(0.2))
    return `${value}${chance.one(['', ' ', 'x', ','])}`;
  return chance.one(KNOWN_VALUES[name] as readonly string[]);
}

/** Many, or long: up to what is refused as too large. */
function addMany(headers: Header[], chance: Chance): void {
  if (chance.happens(0.5)) {
    headers.push([`X-Long-${chance.below(9)}`, 'x'.repeat(chance.length(20_000))]);
    return;
  }
  const count = chance.length(900);
  for (let i = 0; i < count; i++) headers.push([chance.happens(0.5) ? 'A' : `X-${i}`, 'b']);
}

/** Without what would end the line: then it would be another header. */
function safeValue(bytes: Buffer): string {
  return bytes.toString('latin1').replaceAll(/[\r\n]/g, ' ');
}
