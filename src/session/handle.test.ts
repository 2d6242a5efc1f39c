// Session handles: every fact comes back, none can be altered, and they stay small enough for a header.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testRing } from '../../test/support/sessions.ts';
import { KeyRing } from '../protocol/sealing.ts';
import { hashPrincipal, mintHandle, readHandle, type SessionFacts } from './handle.ts';

const facts: SessionFacts = {
  id: 'abc123',
  protocolVersion: '2025-06-18',
  client: {
    info: { name: 'Klient ☂', version: '1.0', title: 'The client' },
    capabilities: { elicitation: { form: {} }, sampling: {}, roots: { listChanged: true } },
  },
  principalHash: hashPrincipal('ann'),
  issuedAtMs: 1_800_000_000_000,
};

function withClient(client: SessionFacts['client']): SessionFacts {
  return { ...facts, client };
}

/** A handle of this ring around any payload, as a future version of the fleet might sign. */
function signed(payload: unknown): string {
  const text = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `${text}.${testRing.sign(text)}`;
}

test('the facts of a session come back from its handle', () => {
  assert.deepEqual(readHandle(testRing, mintHandle(testRing, facts)), facts);
});

for (const protocolVersion of ['2025-11-25', '2025-06-18', '2025-03-26'] as const) {
  test(`a handle keeps the version ${protocolVersion}`, () => {
    const handle = mintHandle(testRing, { ...facts, protocolVersion });
    assert.equal(readHandle(testRing, handle)?.protocolVersion, protocolVersion);
  });
}

test('a client that does not say who it is has no name afterwards either', () => {
  const handle = mintHandle(testRing, withClient({ info: undefined, capabilities: {} }));
  assert.deepEqual(readHandle(testRing, handle)?.client, { info: undefined, capabilities: {} });
});

test('the time of issue is kept in whole seconds', () => {
  const handle = mintHandle(testRing, { ...facts, issuedAtMs: 1_800_000_000_999 });
  assert.equal(readHandle(testRing, handle)?.issuedAtMs, 1_800_000_000_000);
});

test('what a server cannot act on takes no room in the handle', () => {
  const icons = [{ src: `data:image/png;base64,${'A'.repeat(5000)}` }];
  const info = { name: 'c', version: '1', icons, description: 'd'.repeat(5000) };
  const capabilities = { sampling: {}, experimental: { big: { text: 'x'.repeat(5000) } } };
  const handle = mintHandle(testRing, withClient({ info, capabilities }));
  assert.ok(handle.length < 300);
  assert.deepEqual(readHandle(testRing, handle)?.client, {
    info: { name: 'c', version: '1' },
    capabilities: { sampling: {} },
  });
});

test('a handle is made of visible ASCII and fits a header', () => {
  const info = { name: 'n'.repeat(1900), version: '1' };
  const handle = mintHandle(testRing, withClient({ info, capabilities: {} }));
  assert.match(handle, /^[\x21-\x7e]+$/);
  assert.ok(handle.length < 4096);
});

test('a client that declares more than fits is refused with what to shorten', () => {
  const info = { name: 'n'.repeat(2048), version: '1' };
  assert.throws(() => mintHandle(testRing, withClient({ info, capabilities: {} })), {
    code: 'INVALID_PARAMS',
    message: /"clientInfo" and "capabilities" together must be shorter than 2048 bytes/,
  });
});

test('the size of a client is measured in bytes, not in characters', () => {
  const info = { name: '世'.repeat(1000), version: '1' };
  assert.throws(() => mintHandle(testRing, withClient({ info, capabilities: {} })), {
    code: 'INVALID_PARAMS',
  });
});

test('a handle of another fleet is not read', () => {
  const other = new KeyRing([new Uint8Array(32).fill(9)]);
  assert.equal(readHandle(testRing, mintHandle(other, facts)), undefined);
});

test('a handle whose facts or signature were altered is not read', () => {
  const handle = mintHandle(testRing, facts);
  const [payload = '', signature = ''] = handle.split('.');
  const forged = Buffer.from(payload, 'base64url').toString().replace('abc123', 'abc124');
  const altered = [
    `${Buffer.from(forged).toString('base64url')}.${signature}`,
    `${payload}A.${signature}`,
    `${payload}=.${signature}`,
    `${payload}.${signature}=`,
    `${payload}.${signature}.`,
    `${payload}.`,
    `.${signature}`,
    payload,
    '.',
    '',
  ];
  for (const wrong of altered) assert.equal(readHandle(testRing, wrong), undefined);
});

for (const [what, payload] of [
  ['no array', { id: 'x' }],
  ['an unknown version', ['id', 7, 0, '', { c: {} }]],
  ['no id', [null, 0, 0, '', { c: {} }]],
  ['no time', ['id', 0, null, '', { c: {} }]],
  ['no principal', ['id', 0, 0, null, { c: {} }]],
  ['no capabilities', ['id', 0, 0, '', {}]],
] as const) {
  test(`a signed handle with ${what} is not read`, () => {
    assert.equal(readHandle(testRing, signed(payload)), undefined);
  });
}

test('the hash of a principal is short, tells principals apart and does not name them', () => {
  assert.match(hashPrincipal('ann@example.com'), /^[\w-]{16}$/);
  assert.notEqual(hashPrincipal('ann'), hashPrincipal('bob'));
  assert.equal(hashPrincipal(undefined), '');
  assert.notEqual(hashPrincipal(''), '');
});
