// Which Host and Origin headers pass, by where the server is bound and what its operator allows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHeaders } from '../protocol/headers.ts';
import { isLoopback, OriginGuard, type OriginGuardOptions } from './origin-guard.ts';

function passes(options: Partial<OriginGuardOptions>, host: string | undefined, origin?: string): boolean {
  const guard = new OriginGuard({
    bindHost: '127.0.0.1',
    allowedHosts: undefined,
    allowedOrigins: undefined,
    ...options,
  });
  try {
    guard.check({ ...readHeaders([]), host, origin });
    return true;
  } catch {
    return false;
  }
}

for (const host of ['localhost', 'localhost:5000', 'LOCALHOST', '127.0.0.1:80', '[::1]:5000', '[::1]']) {
  test(`on loopback a request for ${host} passes`, () => {
    assert.equal(passes({}, host), true);
  });
}

const FOREIGN_HOSTS = [
  undefined,
  '',
  'evil.example.com',
  'evil.example.com:5000',
  'localhost.evil.example.com',
  'evil.example.com#localhost',
  '192.168.1.7:5000',
  'local host',
];
for (const host of FOREIGN_HOSTS) {
  test(`on loopback a request for ${JSON.stringify(host) ?? 'no host'} is refused`, () => {
    assert.equal(passes({}, host), false);
  });
}

for (const origin of [undefined, 'http://localhost:3000', 'https://127.0.0.1', 'http://[::1]:8080']) {
  test(`on loopback a page of ${origin ?? 'no origin'} passes`, () => {
    assert.equal(passes({}, 'localhost', origin), true);
  });
}

const FOREIGN_ORIGINS = [
  'http://evil.example.com',
  'http://localhost.evil.example.com',
  'https://evil.example.com/?http://localhost',
  'null',
  '',
  'localhost',
];
for (const origin of FOREIGN_ORIGINS) {
  test(`on loopback a page of ${JSON.stringify(origin)} is refused`, () => {
    assert.equal(passes({}, 'localhost', origin), false);
  });
}

test('a loopback address of another number admits requests for itself', () => {
  assert.equal(passes({ bindHost: '127.0.0.2' }, '127.0.0.2:5000'), true);
  assert.equal(passes({ bindHost: '127.0.0.1' }, '127.0.0.2:5000'), false);
});

test('a server on all addresses is for any host and for no page, unless pages are allowed', () => {
  const open = { bindHost: '0.0.0.0' };
  assert.equal(passes(open, 'mcp.example.com'), true);
  assert.equal(passes(open, 'mcp.example.com', 'http://localhost:3000'), false);
  assert.equal(passes({ ...open, allowedOrigins: ['*'] }, 'mcp.example.com', 'null'), true);
});

test('listed hosts are the only ones, whatever their case', () => {
  const listed = { allowedHosts: ['MCP.example.com'] };
  assert.equal(passes(listed, 'mcp.Example.com:443'), true);
  assert.equal(passes(listed, 'localhost'), false);
});

test('listed origins are the only ones, scheme and port included', () => {
  const listed = { bindHost: '0.0.0.0', allowedOrigins: ['https://App.example.com/'] };
  assert.equal(passes(listed, 'x', 'https://app.example.com'), true);
  for (const other of [
    'http://app.example.com',
    'https://app.example.com:8443',
    'https://app.example.com.evil.io',
  ]) {
    assert.equal(passes(listed, 'x', other), false);
  }
});

test('listing origins on loopback takes the place of the loopback origins', () => {
  const listed = { allowedOrigins: ['https://app.example.com'] };
  assert.equal(passes(listed, 'localhost', 'http://localhost:3000'), false);
});

test('a refusal names the header, clips its value and tells which option allows it', () => {
  const guard = new OriginGuard({
    bindHost: '127.0.0.1',
    allowedHosts: undefined,
    allowedOrigins: undefined,
  });
  const origin = `http://${'e'.repeat(500)}.com`;
  assert.throws(() => guard.check({ ...readHeaders([]), host: 'localhost', origin }), {
    code: 'FORBIDDEN',
    httpStatus: 403,
    message: `The header Origin ("http://${'e'.repeat(193)}") is not allowed; the server lists what is in "allowedOrigins".`,
  });
});

test('verdicts stay right after more different values than are remembered', () => {
  const guard = new OriginGuard({
    bindHost: '127.0.0.1',
    allowedHosts: undefined,
    allowedOrigins: undefined,
  });
  const check = (host: string, origin: string) => guard.check({ ...readHeaders([]), host, origin });
  for (let n = 0; n < 1000; n++) {
    assert.throws(() => check('localhost', `http://evil${n}.com`), { code: 'FORBIDDEN' });
    check(`localhost:${n + 1}`, `http://localhost:${n + 1}`);
  }
  assert.throws(() => check('localhost', 'http://evil999.com'), { code: 'FORBIDDEN' });
});

test('loopback is known by its addresses and its name', () => {
  const hosts = [
    'localhost',
    '127.0.0.1',
    '127.9.8.7',
    '::1',
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '127.0.0.1.evil.io',
  ];
  assert.deepEqual(hosts.map(isLoopback), [true, true, true, true, false, false, false, false]);
});
