// What the name of a stream tells a node that never saw it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isForListening, nameForListening, nameForRequest, nodeOf, requestOf } from './stream-name.ts';

test('the name of a stream that answers a request tells its node and the request', () => {
  for (const requestId of [0, 42, '', 'a-b-c', 'req "1"', 'ü']) {
    const name = nameForRequest('node_1', 'x9', requestId);
    assert.match(name, /^r-node_1-x9-[\w-]+$/);
    assert.equal(nodeOf(name), 'node_1');
    assert.equal(requestOf(name), requestId);
    assert.equal(isForListening(name), false);
  }
});

test('a request id too long for a name is left out', () => {
  const name = nameForRequest('n1', 'x9', 'i'.repeat(500));
  assert.equal(name, 'r-n1-x9');
  assert.equal(requestOf(name), undefined);
});

test('the name of a stream for listening tells its node and no request', () => {
  const name = nameForListening('n1', 'x9');
  assert.equal(name, 'g-n1-x9');
  assert.equal(nodeOf(name), 'n1');
  assert.equal(requestOf(name), undefined);
  assert.equal(isForListening(name), true);
});

test('names that are none of ours tell nothing', () => {
  for (const name of ['', 'r', 'x-y-z-!!!', 'r-n1-x9-bm90IGpzb24']) {
    assert.equal(requestOf(name), undefined);
    assert.equal(isForListening(name), false);
  }
  assert.equal(nodeOf('r'), undefined);
});
