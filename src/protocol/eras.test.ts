// The dual-era rule: which messages are stateless, which open a session, which belong to one, and which contradict
// themselves.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSessionVersionHeader, classify, negotiateSessionVersion, readClientFacts } from './eras.ts';
import { readHeaders } from './headers.ts';
import type { RpcMessage } from './json-rpc.ts';

const claim = (version: unknown) => ({ _meta: { 'io.modelcontextprotocol/protocolVersion': version } });
const request = (method: string, params = {}): RpcMessage => ({ kind: 'request', id: 1, method, params });
const notification = (method: string, params = {}): RpcMessage => ({ kind: 'notification', method, params });
const response: RpcMessage = { kind: 'response', id: 'n-1', result: {} };

function route(message: RpcMessage, version: string | undefined): string {
  return classify(message, readHeaders(version === undefined ? [] : ['MCP-Protocol-Version', version]));
}

const MODERN = '2026-07-28';
const NONE = undefined;

const ROUTES: readonly (readonly [what: string, RpcMessage, version: string | undefined, route: string])[] = [
  [
    'a request that claims the modern version in body and header',
    request('tools/list', claim(MODERN)),
    MODERN,
    'modern',
  ],
  ['an initialize that claims the modern version', request('initialize', claim(MODERN)), MODERN, 'modern'],
  ['a notification that claims the modern version', notification('n', claim(MODERN)), MODERN, 'modern'],
  ['a notification with nothing but the modern header', notification('n'), MODERN, 'modern'],
  ['an initialize without header', request('initialize'), NONE, 'open-session'],
  ['an initialize with the header of a session version', request('initialize'), '2025-11-25', 'open-session'],
  ['an initialize with an unknown version header', request('initialize'), '2024-11-05', 'open-session'],
  ['an initialize with the modern header but no claim', request('initialize'), MODERN, 'open-session'],
  [
    'an initialize that claims a session version',
    request('initialize', claim('2025-11-25')),
    NONE,
    'open-session',
  ],
  ['an initialize sent as a notification', notification('initialize'), NONE, 'session'],
  ['a request that claims nothing', request('tools/list'), NONE, 'session'],
  ['a request that claims nothing, with a session header', request('tools/list'), '2025-06-18', 'session'],
  [
    'a request whose metadata holds only a progress token',
    request('m', { _meta: { progressToken: 1 } }),
    NONE,
    'session',
  ],
  ['a request whose metadata is no object', request('m', { _meta: 'x' }), '2025-11-25', 'session'],
  ['a request that claims a session version', request('m', claim('2025-11-25')), '2025-11-25', 'session'],
  [
    'a request that claims a session version without header',
    request('m', claim('2025-03-26')),
    NONE,
    'session',
  ],
  ['a notification of a session', notification('notifications/initialized'), '2025-11-25', 'session'],
  ['a response', response, '2025-11-25', 'session'],
  ['a response without header', response, NONE, 'session'],
  ['a response with the modern header', response, MODERN, 'session'],
];
for (const [what, message, version, expected] of ROUTES) {
  test(`${what} goes to ${expected}`, () => {
    assert.equal(route(message, version), expected);
  });
}

const REFUSED: readonly (readonly [what: string, RpcMessage, version: string | undefined, code: string])[] = [
  ['a modern claim without header', request('m', claim(MODERN)), NONE, 'HEADER_MISMATCH'],
  ['a modern claim under a session header', request('m', claim(MODERN)), '2025-11-25', 'HEADER_MISMATCH'],
  ['a modern notification without header', notification('n', claim(MODERN)), NONE, 'HEADER_MISMATCH'],
  ['an unknown claim under the modern header', request('m', claim('v999.0.0')), MODERN, 'HEADER_MISMATCH'],
  ['a session claim under the modern header', request('m', claim('2025-11-25')), MODERN, 'HEADER_MISMATCH'],
  ['an unknown claim with its own header', request('m', claim('v9')), 'v9', 'UNSUPPORTED_PROTOCOL_VERSION'],
  ['an unknown claim without header', request('m', claim('v9')), NONE, 'UNSUPPORTED_PROTOCOL_VERSION'],
  [
    'an initialize that claims an unknown version',
    request('initialize', claim('v9')),
    NONE,
    'UNSUPPORTED_PROTOCOL_VERSION',
  ],
  ['the modern header on a request without claim', request('m'), MODERN, 'INVALID_PARAMS'],
  ['the modern header and metadata without a version', request('m', { _meta: {} }), MODERN, 'INVALID_PARAMS'],
  ['a claim that is a number', request('m', claim(20260728)), MODERN, 'INVALID_PARAMS'],
  ['a claim that is null', request('m', claim(null)), NONE, 'INVALID_PARAMS'],
];
for (const [what, message, version, code] of REFUSED) {
  test(`${what} is refused with ${code}`, () => {
    assert.throws(() => route(message, version), { name: 'FleetError', code, httpStatus: 400 });
  });
}

test('an unsupported version is told what was asked and what is served, newest first', () => {
  assert.throws(() => route(request('m', claim('v9')), 'v9'), {
    rpcCode: -32022,
    data: { supported: ['2026-07-28', '2025-11-25', '2025-06-18', '2025-03-26'], requested: 'v9' },
  });
});

test('inside a session the version header may be missing but not unknown', () => {
  checkSessionVersionHeader(undefined);
  checkSessionVersionHeader('2025-03-26');
  for (const version of ['2026-07-28', '2024-11-05', '']) {
    assert.throws(() => checkSessionVersionHeader(version), { code: 'UNSUPPORTED_PROTOCOL_VERSION' });
  }
});

test('initialize answers the version that was asked for, or else the latest session version', () => {
  assert.equal(negotiateSessionVersion('2025-03-26'), '2025-03-26');
  assert.equal(negotiateSessionVersion('2024-11-05'), '2025-11-25');
  assert.equal(negotiateSessionVersion('2026-07-28'), '2025-11-25');
});

test('a client must declare its capabilities and may leave out its name', () => {
  const capabilities = { sampling: {} };
  assert.deepEqual(readClientFacts({ 'io.modelcontextprotocol/clientCapabilities': capabilities }), {
    capabilities,
    info: undefined,
  });
});

for (const [what, meta] of [
  ['no capabilities', {}],
  ['capabilities in an array', { 'io.modelcontextprotocol/clientCapabilities': [] }],
  ['forms of null', { 'io.modelcontextprotocol/clientCapabilities': { elicitation: null } }],
  ['sampling of true', { 'io.modelcontextprotocol/clientCapabilities': { sampling: true } }],
  ['roots in an array', { 'io.modelcontextprotocol/clientCapabilities': { roots: [] } }],
  ['an extension list', { 'io.modelcontextprotocol/clientCapabilities': { extensions: ['x'] } }],
  ['a text of experiments', { 'io.modelcontextprotocol/clientCapabilities': { experimental: 'x' } }],
  [
    'a client without version',
    { 'io.modelcontextprotocol/clientCapabilities': {}, 'io.modelcontextprotocol/clientInfo': { name: 'c' } },
  ],
] as const) {
  test(`metadata with ${what} is refused`, () => {
    assert.throws(() => readClientFacts(meta), { code: 'INVALID_PARAMS', rpcCode: -32602, httpStatus: 400 });
  });
}
