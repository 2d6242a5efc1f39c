// Pages of listed things: cut where they should be, made once, and stable while things come and go.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Era } from '../../protocol/eras.ts';
import { type Listed, Listing, readCursor } from './listing.ts';

const UNKNOWN_CURSOR = { code: 'INVALID_PARAMS', message: /unknown cursor; list again from the start/ };

class Thing implements Listed {
  enabled = true;
  readonly name: string;
  described = 0;

  constructor(name: string) {
    this.name = name;
  }

  describe(era: Era): object {
    this.described++;
    return { name: this.name, era };
  }
}

/** A listing of things with these names, and how often it told of a change. */
function listingOf(...names: string[]) {
  const changes = { count: 0 };
  const listing = new Listing<Thing>('Thing', () => changes.count++);
  for (const name of names) listing.add(name, new Thing(name));
  return { listing, changes };
}

type Shown = { names: string[]; next: string | undefined };

function show(listing: Listing<Thing>, cursor?: string, pageSize = 2, era: Era = 'modern'): Shown {
  const render = ({ items, nextCursor }: { items: readonly object[]; nextCursor: string | undefined }) =>
    JSON.stringify({ names: items.map((item) => (item as Thing).name), next: nextCursor });
  return JSON.parse(listing.page(era, cursor, pageSize, render));
}

test('the pages of a list show everything once, in the order of registration', () => {
  const { listing } = listingOf('c', 'a', 'ü ☂', 'd', 'b');
  const first = show(listing);
  const second = show(listing, first.next);
  const third = show(listing, second.next);
  assert.deepEqual([first.names, second.names, third.names], [['c', 'a'], ['ü ☂', 'd'], ['b']]);
  assert.equal(third.next, undefined);
});

test('a list that fills its page exactly has no further one', () => {
  const { listing } = listingOf('a', 'b');
  assert.deepEqual(show(listing), { names: ['a', 'b'] });
  assert.deepEqual(show(listingOf().listing), { names: [] });
});

test('a page is made once an era, until something changes', () => {
  const { listing } = listingOf();
  const thing = new Thing('a');
  listing.add('a', thing);
  for (let n = 0; n < 5; n++) show(listing);
  assert.equal(thing.described, 1);
  show(listing, undefined, 2, 'session');
  assert.equal(thing.described, 2);
  listing.changed();
  show(listing);
  assert.equal(thing.described, 3);
});

test('each change shows in the next page and is told', () => {
  const { listing, changes } = listingOf('a', 'b');
  assert.deepEqual(show(listing, undefined, 9).names, ['a', 'b']);
  listing.add('c', new Thing('c'));
  assert.deepEqual(show(listing, undefined, 9).names, ['a', 'b', 'c']);
  listing.remove('a', listing.get('a') as Thing);
  assert.deepEqual(show(listing, undefined, 9).names, ['b', 'c']);
  listing.replace(listing.get('b') as Thing, { from: 'b', to: 'd', entry: new Thing('d') });
  assert.deepEqual(show(listing, undefined, 9).names, ['d', 'c']);
  assert.equal(changes.count, 5);
});

test('removing what is not there is no change', () => {
  const { listing, changes } = listingOf('a');
  listing.remove('b', new Thing('b'));
  listing.remove('a', new Thing('a'));
  assert.equal(changes.count, 1);
});

test('a disabled thing is neither listed nor found, and keeps its place', () => {
  const { listing } = listingOf('a');
  const hidden = new Thing('b');
  listing.add('b', hidden);
  listing.add('c', new Thing('c'));
  hidden.enabled = false;
  listing.changed();
  assert.deepEqual(show(listing, undefined, 9).names, ['a', 'c']);
  assert.equal(listing.get('b'), undefined);
  assert.deepEqual(
    [...listing.enabled()].map(([key]) => key),
    ['a', 'c'],
  );
  hidden.enabled = true;
  listing.changed();
  assert.deepEqual(show(listing, undefined, 9).names, ['a', 'b', 'c']);
});

test('a name that is taken, also by something disabled, is refused and nothing changes', () => {
  const { listing, changes } = listingOf('a', 'b');
  const taken = /Thing "a" is already registered/;
  assert.throws(() => listing.add('a', new Thing('a')), taken);
  assert.throws(
    () => listing.replace(listing.get('b') as Thing, { from: 'b', to: 'a', entry: new Thing('a') }),
    taken,
  );
  assert.deepEqual(show(listing, undefined, 9).names, ['a', 'b']);
  assert.equal(changes.count, 2);
});

test('a cursor stays right when things before and after it come and go', () => {
  const { listing } = listingOf('a', 'b', 'c', 'd');
  const { next } = show(listing);
  listing.remove('a', listing.get('a') as Thing);
  listing.add('e', new Thing('e'));
  assert.deepEqual(show(listing, next, 9).names, ['c', 'd', 'e']);
});

test('a cursor whose thing is gone is refused rather than skipping or repeating', () => {
  const { listing } = listingOf('a', 'b', 'c', 'd');
  const { next } = show(listing);
  listing.remove('b', listing.get('b') as Thing);
  assert.throws(() => show(listing, next), UNKNOWN_CURSOR);
});

test('nodes with the same things understand each other’s cursors', () => {
  const { next } = show(listingOf('a', 'b', 'c').listing);
  assert.deepEqual(show(listingOf('a', 'b', 'c').listing, next).names, ['c']);
});

test('a cursor has one spelling only, so that the pages kept are no more than there are', () => {
  const { listing } = listingOf('a', 'b', 'c');
  const { next } = show(listing);
  for (const spelling of [`${next}=`, `${next}==`, `${next}!`, ` ${next}`, `${next}\n`]) {
    assert.throws(() => show(listing, spelling), UNKNOWN_CURSOR);
  }
});

test('an empty cursor is no cursor of ours, whatever was listed before', () => {
  const { listing } = listingOf('a');
  assert.throws(() => show(listing, ''), UNKNOWN_CURSOR);
  show(listing);
  assert.throws(() => show(listing, ''), UNKNOWN_CURSOR);
});

test('a cursor is a text or nothing', () => {
  assert.equal(readCursor({}), undefined);
  assert.equal(readCursor({ cursor: 'x' }), 'x');
  for (const cursor of [null, 5, {}, ['x']]) {
    assert.throws(() => readCursor({ cursor }), { code: 'INVALID_PARAMS' });
  }
});
