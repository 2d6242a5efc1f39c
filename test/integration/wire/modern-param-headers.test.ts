// `Mcp-Param-*` headers: the arguments that a tool's schema marks with `x-mcp-header` must come as headers too, and
// say the same. Source: 2026-07-28 basic/transports/streamable-http, "Custom Headers from Tool Parameters".

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { callTool, textOf } from './modern.ts';
import { newServer, startNode } from './node.ts';
import { assertRefused } from './refusal.ts';
import { WireSession } from './session.ts';

const server = newServer();
server.registerTool(
  'query',
  {
    inputSchema: {
      type: 'object',
      properties: {
        region: { type: 'string', 'x-mcp-header': 'Region' },
        limit: { type: 'integer', 'x-mcp-header': 'Limit' },
        dryRun: { type: 'boolean', 'x-mcp-header': 'Dry-Run' },
        target: {
          type: 'object',
          properties: { tenant: { type: 'string', 'x-mcp-header': 'Tenant' } },
        },
        free: { type: 'string' },
      },
    },
  },
  (args) => ({ content: [{ type: 'text', text: JSON.stringify(args) }] }),
);
const { url } = await startNode(after, server);

const call = (args: object, headers: Record<string, string>) => callTool(url, 'query', args, { headers });

describe('a header that says what the argument says is accepted:', () => {
  const cases: readonly [args: object, headers: Record<string, string>][] = [
    [{ region: 'eu' }, { 'Mcp-Param-Region': 'eu' }],
    [{ region: 'eu' }, { 'mcp-param-REGION': 'eu' }],
    [{ region: '' }, { 'Mcp-Param-Region': '' }],
    [{ region: 'Hello' }, { 'Mcp-Param-Region': '=?base64?SGVsbG8=?=' }],
    [{ region: 'Hello, 世界' }, { 'Mcp-Param-Region': '=?base64?SGVsbG8sIOS4lueVjA==?=' }],
    [{ region: ' padded ' }, { 'Mcp-Param-Region': '=?base64?IHBhZGRlZCA=?=' }],
    [{ region: 'line1\nline2' }, { 'Mcp-Param-Region': '=?base64?bGluZTEKbGluZTI=?=' }],
    [{ region: '=?base64?literal?=' }, { 'Mcp-Param-Region': '=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?=' }],
    [{ region: 'SGVsbG8=' }, { 'Mcp-Param-Region': 'SGVsbG8=' }],
    [{ region: '=?base64?SGVsbG8=' }, { 'Mcp-Param-Region': '=?base64?SGVsbG8=' }],
    [{ region: '=?BASE64?SGVsbG8=?=' }, { 'Mcp-Param-Region': '=?BASE64?SGVsbG8=?=' }],
    [{ limit: 42 }, { 'Mcp-Param-Limit': '42' }],
    [{ limit: 42 }, { 'Mcp-Param-Limit': '42.0' }],
    [{ limit: -7 }, { 'Mcp-Param-Limit': '-7' }],
    [{ limit: 9007199254740991 }, { 'Mcp-Param-Limit': '9007199254740991' }],
    [{ dryRun: true }, { 'Mcp-Param-Dry-Run': 'true' }],
    [{ dryRun: false }, { 'Mcp-Param-Dry-Run': 'false' }],
    [{ target: { tenant: 'acme' } }, { 'Mcp-Param-Tenant': 'acme' }],
    [
      { region: 'eu', limit: 1 },
      { 'Mcp-Param-Region': 'eu', 'Mcp-Param-Limit': '1' },
    ],
    // No value, no header.
    [{}, {}],
    [{ target: {} }, {}],
    // Headers that no argument asks for are somebody else's.
    [{ free: 'x' }, { 'Mcp-Param-Free': 'y' }],
  ];
  for (const [args, headers] of cases) {
    test(`${JSON.stringify(args)} with ${JSON.stringify(headers)}`, async () => {
      const answer = await call(args, headers);
      assert.equal(answer.status, 200, answer.text);
      assert.equal(textOf(answer.rpc), JSON.stringify(args));
    });
  }
});

describe('a header that is missing, broken or says something else is refused:', () => {
  const cases: readonly [args: object, headers: Record<string, string>, says: RegExp][] = [
    [{ region: 'eu' }, {}, /required header mcp-param-region is missing/i],
    [{ region: '' }, {}, /required header mcp-param-region is missing/i],
    [{ dryRun: false }, {}, /required header mcp-param-dry-run is missing/i],
    [{ limit: 0 }, {}, /required header mcp-param-limit is missing/i],
    [{ target: { tenant: 'acme' } }, {}, /required header mcp-param-tenant is missing/i],
    [{ region: 'eu' }, { 'Mcp-Param-Region': 'us' }, /mcp-param-region does not match arguments\.region/i],
    [{ region: 'eu' }, { 'Mcp-Param-Region': 'EU' }, /does not match/],
    [{ region: 'eu' }, { 'Mcp-Param-Region': 'eu, eu' }, /does not match/],
    [{ target: { tenant: 'acme' } }, { 'Mcp-Param-Tenant': 'other' }, /arguments\.target\.tenant/],
    [
      { region: 'Hello' },
      { 'Mcp-Param-Region': '=?base64?SGVsbG8?=' },
      /invalid characters or broken Base64/,
    ],
    [{ region: 'Hello' }, { 'Mcp-Param-Region': '=?base64?SGVs!!!bG8=?=' }, /broken Base64/],
    [{ region: '\xe9' }, { 'Mcp-Param-Region': '\xe9' }, /invalid characters/],
    [{}, { 'Mcp-Param-Region': 'eu' }, /was sent, but arguments\.region has no value/],
    [{ region: null }, { 'Mcp-Param-Region': 'null' }, /has no value/],
    [{ limit: 42 }, { 'Mcp-Param-Limit': '43' }, /does not match/],
    [{ limit: 42 }, { 'Mcp-Param-Limit': '4.2e1' }, /does not match/],
    [{ limit: 42 }, { 'Mcp-Param-Limit': '0x2a' }, /does not match/],
    [{ limit: 0 }, { 'Mcp-Param-Limit': '' }, /does not match/],
    [{ dryRun: true }, { 'Mcp-Param-Dry-Run': 'True' }, /does not match/],
    [{ dryRun: true }, { 'Mcp-Param-Dry-Run': '1' }, /does not match/],
  ];
  for (const [args, headers, says] of cases) {
    test(`${JSON.stringify(args)} with ${JSON.stringify(headers)}`, async () => {
      const refusal = { status: 400, rpcCode: -32020, code: 'HEADER_MISMATCH', says, id: 1 } as const;
      assertRefused(await call(args, headers), refusal);
    });
  }
});

test('no header is expected for an argument that is null; the schema judges the argument', async () => {
  const answer = await call({ region: null }, {});
  assert.equal(answer.status, 200);
  assert.equal(answer.rpc.result?.['isError'], true);
});

test('the session eras know no such headers', async () => {
  const session = await WireSession.open(url);
  const answer = await session.callTool('query', { region: 'eu' });
  assert.equal(textOf(answer.rpc), '{"region":"eu"}');
});
