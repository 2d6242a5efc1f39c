// Slots as Redis computes them: `CLUSTER KEYSLOT` of Redis 7.0 gave these numbers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashSlot } from './hash-slot.ts';
import { Keys } from './keys.ts';

test('the slot of a key is that of its hash tag, or of all of it', () => {
  for (const [key, slot] of [
    ['123456789', 12739],
    ['foo', 12182],
    ['{foo}bar', 12182],
    ['a{foo}b{bar}', 12182],
    ['foo{}{bar}', 8363],
    ['foo{{bar}}zap', 4015],
    ['', 0],
    ['ä 世界', 14442],
  ] as const) {
    assert.equal(hashSlot(key), slot, key);
  }
});

test('keys of one step are in one slot, whatever is in their names', () => {
  const keys = new Keys('mcp:');
  assert.equal(hashSlot(keys.nodes), hashSlot(keys.nodeNotes));
  assert.equal(hashSlot(keys.rate('tool', '{x}')), hashSlot(keys.rate('principal', '}{')));
  assert.equal(hashSlot(keys.events('s', 'r1')), hashSlot(keys.events('s', 'r2')));
});

test('a prefix that would change slots, or cannot be read, is refused', () => {
  for (const prefix of ['', '{a}:', 'a b', 'ä:', 'x'.repeat(65)]) {
    assert.throws(() => new Keys(prefix), /keyPrefix must be 1 to 64 letters/);
  }
});
