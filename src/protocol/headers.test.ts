// Which headers are read, what may be sent twice, the Base64 sentinel, and the ties between headers and body.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  accepts,
  checkModernHeaders,
  decodeHeaderValue,
  encodeHeaderValue,
  isJsonContentType,
  readHeaders,
  type WireHeaders,
} from './headers.ts';

const MISMATCH = { name: 'FleetError', code: 'HEADER_MISMATCH', rpcCode: -32020, httpStatus: 400 };

function withHeaders(fields: Partial<WireHeaders>): WireHeaders {
  return { ...readHeaders([]), ...fields };
}

test('headers are read whatever the case of their names', () => {
  const headers = readHeaders(['MCP-PROTOCOL-VERSION', '2026-07-28', 'mcp-method', 'ping', 'X-Other', '1']);
  assert.equal(headers.protocolVersion, '2026-07-28');
  assert.equal(headers.method, 'ping');
  assert.equal(headers.sessionId, undefined);
});

test('an Accept header split over lines is read as one list', () => {
  const { accept } = readHeaders(['Accept', 'application/json', 'accept', 'text/event-stream']);
  assert.equal(accept, 'application/json, text/event-stream');
});

for (const name of [
  'Mcp-Session-Id',
  'MCP-Protocol-Version',
  'Mcp-Name',
  'Authorization',
  'Host',
  'Origin',
]) {
  test(`${name} sent twice is refused, also when both say the same`, () => {
    assert.throws(() => readHeaders([name, 'a', name.toLowerCase(), 'a']), {
      code: 'INVALID_REQUEST',
      message: `Invalid request: the header "${name.toLowerCase()}" was sent more than once.`,
    });
  });
}

test('an empty header still counts as sent', () => {
  assert.throws(() => readHeaders(['Mcp-Method', '', 'Mcp-Method', 'ping']), { code: 'INVALID_REQUEST' });
});

test('headers that decide nothing may repeat', () => {
  assert.equal(readHeaders(['Cookie', 'a=1', 'Cookie', 'b=2', 'Via', 'x', 'Via', 'y']).params, undefined);
});

test('parameter headers are collected by lower-case name, and none may repeat', () => {
  const { params } = readHeaders(['Mcp-Param-Region', 'eu', 'MCP-PARAM-Tier', 'gold']);
  assert.deepEqual(
    params,
    new Map([
      ['mcp-param-region', 'eu'],
      ['mcp-param-tier', 'gold'],
    ]),
  );
  assert.throws(() => readHeaders(['Mcp-Param-Region', 'eu', 'mcp-param-region', 'us']), {
    code: 'INVALID_REQUEST',
  });
});

// The examples of the spec, what the referee tries, and what lenient decoders let through.
const SENTINEL: readonly (readonly [header: string, value: string | undefined])[] = [
  ['us-west1', 'us-west1'],
  ['a b\tc', 'a b\tc'],
  ['', ''],
  ['=?base64?SGVsbG8sIOS4lueVjA==?=', 'Hello, 世界'],
  ['=?base64?IHBhZGRlZCA=?=', ' padded '],
  ['=?base64?bGluZTEKbGluZTI=?=', 'line1\nline2'],
  ['=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?=', '=?base64?literal?='],
  ['=?base64?77u/eA==?=', '\ufeffx'],
  ['=?base64??=', ''],
  ['SGVsbG8=', 'SGVsbG8='],
  ['=?base64?SGVsbG8=', '=?base64?SGVsbG8='],
  ['=?BASE64?SGVsbG8=?=', '=?BASE64?SGVsbG8=?='],
  ['=?base64?SGVsbG8?=', undefined],
  ['=?base64?SGVs!!!bG8=?=', undefined],
  ['=?base64?SGVs bG8=?=', undefined],
  ['=?base64?SGVsbG8==?=', undefined],
  ['=?base64?_-8=?=', undefined],
  ['=?base64?/w==?=', undefined],
  ['caf\u00e9', undefined],
  ['bell\u0007', undefined],
  ['del\u007f', undefined],
];
for (const [header, value] of SENTINEL) {
  const outcome = value === undefined ? 'is refused' : `means ${JSON.stringify(value)}`;
  test(`the header value ${JSON.stringify(header)} ${outcome}`, () => {
    assert.equal(decodeHeaderValue(header), value);
  });
}

const ENCODED: readonly (readonly [value: string, header: string])[] = [
  ['us-west1', 'us-west1'],
  ['two words', 'two words'],
  ['', ''],
  ['Hello, 世界', '=?base64?SGVsbG8sIOS4lueVjA==?='],
  [' padded ', '=?base64?IHBhZGRlZCA=?='],
  ['line1\nline2', '=?base64?bGluZTEKbGluZTI=?='],
  ['=?base64?literal?=', '=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?='],
];
for (const [value, header] of ENCODED) {
  test(`the value ${JSON.stringify(value)} travels as ${JSON.stringify(header)} and comes back the same`, () => {
    assert.equal(encodeHeaderValue(value), header);
    assert.equal(decodeHeaderValue(header), value);
  });
}

test('a request whose headers mirror its body passes', () => {
  checkModernHeaders(withHeaders({ method: 'tools/list' }), 'tools/list', {});
  checkModernHeaders(withHeaders({ method: 'tools/call', name: 'add' }), 'tools/call', { name: 'add' });
  checkModernHeaders(withHeaders({ method: 'prompts/get', name: 'hi' }), 'prompts/get', { name: 'hi' });
  const uri = 'file:///a';
  checkModernHeaders(withHeaders({ method: 'resources/read', name: uri }), 'resources/read', { uri });
});

test('a name in the Base64 sentinel is compared decoded', () => {
  const headers = withHeaders({ method: 'tools/call', name: '=?base64?SGVsbG8sIOS4lueVjA==?=' });
  checkModernHeaders(headers, 'tools/call', { name: 'Hello, 世界' });
});

const MISMATCHED: readonly (readonly [what: string, Partial<WireHeaders>, string, object, RegExp])[] = [
  ['no Mcp-Method', {}, 'tools/list', {}, /Mcp-Method is missing/],
  ['another Mcp-Method', { method: 'prompts/list' }, 'tools/list', {}, /Mcp-Method .*"prompts\/list"/],
  ['Mcp-Method in capitals', { method: 'TOOLS/LIST' }, 'tools/list', {}, /Mcp-Method/],
  ['no Mcp-Name', { method: 'tools/call' }, 'tools/call', { name: 'add' }, /Mcp-Name is missing/],
  ['an empty Mcp-Name', { method: 'tools/call', name: '' }, 'tools/call', { name: 'add' }, /Mcp-Name/],
  ['another Mcp-Name', { method: 'tools/call', name: 'sub' }, 'tools/call', { name: 'add' }, /"sub".*"add"/],
  [
    'a name only in the header',
    { method: 'tools/call', name: 'add' },
    'tools/call',
    {},
    /body value, missing/,
  ],
  [
    'a uri mirrored as name',
    { method: 'resources/read', name: 'a' },
    'resources/read',
    { name: 'a' },
    /Mcp-Name/,
  ],
  [
    'broken Base64 that equals the body',
    { method: 'tools/call', name: '=?base64?x?=' },
    'tools/call',
    { name: '=?base64?x?=' },
    /broken Base64/,
  ],
  [
    'a sentinel that equals the body instead of its meaning',
    { method: 'tools/call', name: '=?base64?SGVsbG8=?=' },
    'tools/call',
    { name: '=?base64?SGVsbG8=?=' },
    /"Hello" does not match/,
  ],
  [
    'a name beyond ASCII sent as it is',
    { method: 'tools/call', name: 'caf\u00e9' },
    'tools/call',
    { name: 'caf\u00e9' },
    /invalid characters/,
  ],
];
for (const [what, headers, method, params, says] of MISMATCHED) {
  test(`${what} is a header mismatch`, () => {
    const check = () => checkModernHeaders(withHeaders(headers), method, params as Record<string, unknown>);
    assert.throws(check, { ...MISMATCH, message: says });
  });
}

test('a mismatch quotes no more than a hundred characters of what was sent', () => {
  const headers = withHeaders({ method: 'tools/call', name: 'x'.repeat(5000) });
  assert.throws(
    () => checkModernHeaders(headers, 'tools/call', { name: 'y'.repeat(5000) }),
    ({ message }: Error) => message.length < 400 && message.includes('...'),
  );
});

test('Accept admits a type by name, by group or by asterisks', () => {
  const json = 'application/json';
  const admitted = ['application/json, text/event-stream', 'Application/JSON;q=0.9', '*/*', 'application/*'];
  assert.deepEqual(
    admitted.map((accept) => accepts(accept, json)),
    [true, true, true, true],
  );
  assert.deepEqual(
    [undefined, '', 'text/*', 'text/html'].map((accept) => accepts(accept, json)),
    [false, false, false, false],
  );
  assert.equal(accepts('text/*', 'text/event-stream'), true);
});

test('a content type is JSON whatever its case and parameters', () => {
  assert.equal(isJsonContentType('Application/JSON ; charset=utf-8'), true);
  for (const other of [undefined, '', 'text/json', 'application/jsonx', 'text/plain; application/json']) {
    assert.equal(isJsonContentType(other), false);
  }
});
