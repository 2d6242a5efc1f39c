// Order and ends of a list whose members leave from anywhere.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LinkedList, ListNode } from './fair-queue-list.ts';

function listOf(...values: string[]) {
  const list = new LinkedList<string>();
  const nodes = values.map((value) => new ListNode(value));
  for (const node of nodes) list.append(node);
  return { list, nodes };
}

function drain(list: LinkedList<string>, nodes: readonly ListNode<string>[]): string[] {
  const order: string[] = [];
  for (let first = list.first; first !== undefined; first = list.first) {
    order.push(first);
    for (const node of nodes) if (node.value === first) list.remove(node);
  }
  return order;
}

for (const [place, left] of [
  [0, ['b', 'c']],
  [1, ['a', 'c']],
  [2, ['a', 'b']],
] as const) {
  test(`the one at place ${place} of three leaves the others in their order`, () => {
    const { list, nodes } = listOf('a', 'b', 'c');
    const node = nodes[place];
    assert.ok(node);
    list.remove(node);
    assert.equal(list.size, 2);
    assert.equal(list.last, left[1]);
    assert.deepEqual(drain(list, nodes), left);
  });
}

test('a node that has left can be put in again, at the end', () => {
  const { list, nodes } = listOf('a', 'b');
  const [first] = nodes;
  assert.ok(first);
  list.remove(first);
  list.append(first);
  assert.deepEqual(drain(list, nodes), ['b', 'a']);
});

test('an empty list has no ends', () => {
  const { list, nodes } = listOf('a');
  drain(list, nodes);
  assert.equal(list.size, 0);
  assert.equal(list.first, undefined);
  assert.equal(list.last, undefined);
});
