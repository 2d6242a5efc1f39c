import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ContextSource, trackContext } from './factory-context.ts';

const ALICE = { clientId: 'alice', scopes: ['read'] };

function tracked(lasting: ContextSource['lasting'] = { authInfo: false, requestInfo: false }) {
  const requests: number[] = [];
  const source: ContextSource = {
    era: 'modern',
    authInfo: ALICE,
    request: () => {
      requests.push(1);
      return new Request('http://localhost/mcp');
    },
    lasting,
  };
  return { ...trackContext(source), requests };
}

test('a factory that looks at the era alone has looked at nobody', () => {
  const { context, use, requests } = tracked();
  assert.equal(context.era, 'modern');
  assert.deepEqual(use, { authInfo: false, requestInfo: false });
  assert.deepEqual(requests, []);
});

for (const [how, read] of [
  ['by name', (context: object) => (context as { authInfo: unknown }).authInfo],
  ['by destructuring', ({ authInfo }: { authInfo?: unknown }) => authInfo],
  ['by asking whether it is there', (context: object) => 'authInfo' in context],
  ['by its descriptor', (context: object) => Object.hasOwn({ ...context }, 'authInfo')],
] as const) {
  test(`a factory that looks at the credential ${how} is noticed`, () => {
    const { context, use } = tracked();
    assert.ok(read(context as never));
    assert.equal(use.authInfo, true);
  });
}

test('a factory that copies its context has read all of it', () => {
  const { context, use } = tracked();
  const copy = { ...context };
  assert.deepEqual(copy.authInfo, ALICE);
  assert.deepEqual(use, { authInfo: true, requestInfo: true });
});

test('the request is made once, and only for who reads it', () => {
  const { context, requests } = tracked();
  assert.equal(context.requestInfo, context.requestInfo);
  assert.equal(requests.length, 1);
});

test('what is not the same for all requests of a server cannot be read once it serves', () => {
  const { context, use, seal } = tracked();
  seal();
  assert.throws(() => context.authInfo, {
    name: 'TypeError',
    message: /read ctx\.http\.authInfo in the handler/,
  });
  assert.throws(() => context.requestInfo, {
    name: 'TypeError',
    message: /read ctx\.http\.req in the handler/,
  });
  assert.deepEqual(use, { authInfo: true, requestInfo: true });
  assert.equal(context.era, 'modern');
});

test('what is the same for all of them can', () => {
  const { context, seal } = tracked({ authInfo: true, requestInfo: true });
  seal();
  assert.deepEqual(context.authInfo, ALICE);
  assert.equal(context.requestInfo?.url, 'http://localhost/mcp');
});
