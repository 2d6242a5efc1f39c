// What a search finds, in which order, and that the index is built once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Library } from './library.ts';
import { createSearchIndex } from './search-index.ts';

const MODIFIED_AT = new Date('2024-01-01T00:00:00Z');

function libraryOf(documents: Record<string, string>): Library & { reads: string[] } {
  const reads: string[] = [];
  const read = async (path: string) => {
    reads.push(path);
    return documents[path] ?? '';
  };
  return {
    reads,
    read,
    list: async () => Object.keys(documents).map((path) => ({ path, bytes: 1, modifiedAt: MODIFIED_AT })),
    readInSteps: read,
  };
}

const LIBRARY = {
  'README.md': '# Fleet\nServes tools from many nodes.\n\n## Shutdown\nA node drains before it leaves.\n',
  'docs/limits.md': '# Limits\nThe queue holds 1000 calls.\n\nBackpressure refuses the rest.\n',
};

test('a hit names the file, the headings, the matching line and a snippet', async () => {
  const { hits, total } = await createSearchIndex(libraryOf(LIBRARY)).search('drains', 5);
  assert.equal(total, 1);
  assert.deepEqual(
    { ...hits[0], score: 0 },
    {
      path: 'README.md',
      heading: 'Fleet > Shutdown',
      line: 5,
      snippet: 'A node drains before it leaves.',
      score: 0,
    },
  );
});

test('the beginning of a word finds it', async () => {
  const { hits } = await createSearchIndex(libraryOf(LIBRARY)).search('backpr', 5);
  assert.deepEqual(
    hits.map(({ path, line }) => `${path}:${line}`),
    ['docs/limits.md:4'],
  );
});

test('a misspelt word finds the right one', async () => {
  const { hits } = await createSearchIndex(libraryOf(LIBRARY)).search('bakpressure', 5);
  assert.deepEqual(
    hits.map(({ path }) => path),
    ['docs/limits.md'],
  );
});

test('a section with all words comes alone; without one, any word counts', async () => {
  const index = createSearchIndex(libraryOf(LIBRARY));
  assert.equal((await index.search('queue calls', 5)).total, 1);
  assert.deepEqual((await index.search('queue drains', 5)).hits.map(({ path }) => path).sort(), [
    'README.md',
    'docs/limits.md',
  ]);
});

test('a match in a heading ranks above one in the text', async () => {
  const library = libraryOf({ 'a.md': '# Intro\nAbout shutdown.', 'b.md': '# Shutdown\nHow it ends.' });
  const { hits } = await createSearchIndex(library).search('shutdown', 5);
  assert.deepEqual(
    hits.map(({ path }) => path),
    ['b.md', 'a.md'],
  );
});

test('no more hits than the limit, and the total says how many there were', async () => {
  const { hits, total } = await createSearchIndex(libraryOf(LIBRARY)).search('node', 1);
  assert.equal(hits.length, 1);
  assert.equal(total, 2);
});

test('nothing found is an empty answer', async () => {
  assert.deepEqual(await createSearchIndex(libraryOf(LIBRARY)).search('zebra', 5), { hits: [], total: 0 });
});

test('the documents are read once, by the first of several searches', async () => {
  const library = libraryOf(LIBRARY);
  const index = createSearchIndex(library);
  assert.deepEqual(library.reads, []);
  await Promise.all([index.search('node', 5), index.search('queue', 5)]);
  await index.search('node', 5);
  assert.deepEqual(library.reads, ['README.md', 'docs/limits.md']);
});

test('a build that fails is tried again by the next search', async () => {
  const library = libraryOf(LIBRARY);
  const { list } = library;
  library.list = async () => {
    library.list = list;
    throw new Error('disk away');
  };
  const index = createSearchIndex(library);
  await assert.rejects(index.search('node', 5), /disk away/);
  assert.equal((await index.search('drains', 5)).total, 1);
});
