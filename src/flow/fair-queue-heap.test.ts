// The heap against a sorted list, through many operations.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../test/support/seeded-random.ts';
import { type Heaped, IndexedHeap } from './fair-queue-heap.ts';

class Item implements Heaped {
  heapIndex = -1;
  rank: number;

  constructor(rank: number) {
    this.rank = rank;
  }
}

const byRank = (a: Item, b: Item): boolean => a.rank < b.rank;

test('items come out in order, wherever they were put in, moved and taken out', () => {
  const random = seededRandom(7);
  const heap = new IndexedHeap(byRank);
  const model: Item[] = [];
  for (let step = 0; step < 5000; step++) {
    const choice = random();
    const item = model[Math.floor(random() * model.length)];
    if (choice < 0.5 || item === undefined) {
      const added = new Item(random());
      model.push(added);
      heap.add(added);
    } else if (choice < 0.75) {
      item.rank = random();
      heap.update(item);
    } else {
      model.splice(model.indexOf(item), 1);
      heap.remove(item);
      assert.equal(item.heapIndex, -1);
    }
    const least = model.reduce<Item | undefined>(
      (best, next) => (best && byRank(best, next) ? best : next),
      undefined,
    );
    assert.equal(heap.top, least);
    assert.equal(heap.size, model.length);
  }
});

test('taking out what is not in changes nothing', () => {
  const heap = new IndexedHeap(byRank);
  const [inside, outside] = [new Item(1), new Item(0)];
  heap.add(inside);
  heap.remove(outside);
  heap.remove(inside);
  heap.remove(inside);
  assert.equal(heap.size, 0);
  assert.equal(heap.top, undefined);
});
