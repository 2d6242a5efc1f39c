import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lazyRequest } from './lazy-request.ts';

test('the request of a call is a Request, made when its first member is read', () => {
  let reads = 0;
  const request = lazyRequest({
    get headers() {
      reads++;
      return { host: 'example.com', 'x-tenant': 'acme', 'set-many': ['a', 'b'], absent: undefined };
    },
    remoteAddress: undefined,
  });
  assert.ok(request instanceof Request);
  assert.equal(reads, 0);
  assert.equal(request.headers.get('x-tenant'), 'acme');
  assert.equal(request.headers.get('set-many'), 'a,b');
  assert.equal(request.method, 'POST');
  assert.equal(new URL(request.url).host, 'example.com');
  assert.equal(request.clone().headers.get('x-tenant'), 'acme');
  assert.equal(reads, 1);
});
