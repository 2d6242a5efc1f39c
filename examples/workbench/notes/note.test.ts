// Names that are safe and the same for the same note; files that read back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isNoteId, noteId, noteMarkdown, noteTitle } from './note.ts';

test('the name of a note is made of its title and what it says', () => {
  assert.equal(noteId({ title: 'Résumé: Q3 / 2024', body: 'x' }), 'resume-q3-2024-0a9ba2a5');
});

test('the same note has the same name, whatever its tag; another text has another', () => {
  const id = noteId({ title: 'A', body: 'one' });
  assert.equal(noteId({ title: 'A', body: 'one', tag: 'idea' }), id);
  assert.notEqual(noteId({ title: 'A', body: 'two' }), id);
});

for (const title of [
  '../../etc/passwd',
  'a/b\\c',
  'CON',
  '..',
  '日本語',
  ' ',
  'x'.repeat(500),
  '-'.repeat(90),
]) {
  test(`a title cannot make an unsafe file name: ${JSON.stringify(title.slice(0, 20))}`, () => {
    const id = noteId({ title, body: '' });
    assert.match(id, /^[a-z0-9]+(-+[a-z0-9]+)*$/);
    assert.equal(id.length <= 69, true);
    assert.equal(isNoteId(id), true);
  });
}

test('what is not the name of a note is told', () => {
  for (const id of ['', '..', 'a/b', 'a.md', '-a', 'A', 'a'.repeat(81)])
    assert.equal(isNoteId(id), false, id);
});

test('a note is Markdown with its title and tag in front', () => {
  assert.equal(
    noteMarkdown({ title: 'Say "hi"', body: 'Hello\n\n', tag: 'idea' }),
    '---\ntitle: "Say \\"hi\\""\ntag: idea\n---\n\nHello\n',
  );
});

test('a title cannot add facts of its own', () => {
  assert.equal(noteMarkdown({ title: 'a\ntag: x', body: '' }).split('\n')[1], 'title: "a\\ntag: x"');
});

test('the title is read back from the file', () => {
  assert.equal(noteTitle(noteMarkdown({ title: 'Say "hi"', body: '' })), 'Say "hi"');
  assert.equal(noteTitle('# Something else'), undefined);
  assert.equal(noteTitle('---\ntitle: "broken \\x"\n---\n'), undefined);
});
