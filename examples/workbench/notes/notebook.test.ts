// Notes are written whole, once, and are all that can be read.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { createNotebook } from './notebook.ts';

let folder = '';
let root = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workbench-notes-'));
  root = join(folder, 'notes');
});
afterEach(() => rm(folder, { recursive: true }));

test('a notebook that was never written to is empty', async () => {
  assert.deepEqual(await createNotebook(root).list(), []);
});

test('a published note is listed and read', async () => {
  const notebook = createNotebook(root);
  const { id, outcome } = await notebook.publish({ title: 'First', body: 'Hello' });
  assert.equal(outcome, 'created');
  assert.equal(await notebook.read(id), '---\ntitle: "First"\n---\n\nHello\n');
  const [entry] = await notebook.list();
  assert.deepEqual(
    { id: entry?.id, title: entry?.title, bytes: entry?.bytes },
    { id, title: 'First', bytes: 30 },
  );
});

test('the same note again changes nothing, another tag updates it in place', async () => {
  const notebook = createNotebook(root);
  const note = { title: 'First', body: 'Hello' };
  const { id } = await notebook.publish(note);
  assert.deepEqual(await notebook.publish(note), { id, outcome: 'unchanged' });
  assert.deepEqual(await notebook.publish({ ...note, tag: 'idea' }), { id, outcome: 'updated' });
  assert.deepEqual(await readdir(root), [`${id}.md`]);
});

test('many that publish the same note at once leave one file', async () => {
  const notes = Array.from({ length: 8 }, () =>
    createNotebook(root).publish({ title: 'First', body: 'Hello' }),
  );
  const ids = (await Promise.all(notes)).map(({ id }) => id);
  assert.equal(new Set(ids).size, 1);
  assert.deepEqual(await readdir(root), [`${ids[0]}.md`]);
});

test('only notes are listed and read', async () => {
  const notebook = createNotebook(root);
  await notebook.publish({ title: 'First', body: 'Hello' });
  await writeFile(join(root, 'Other File.md'), 'x');
  await writeFile(join(folder, 'secret.md'), 'secret');
  assert.equal((await notebook.list()).length, 1);
  assert.equal(await notebook.read('../secret'), undefined);
  assert.equal(await notebook.read('Other File'), undefined);
  assert.equal(await notebook.read('no-such-note'), undefined);
});
