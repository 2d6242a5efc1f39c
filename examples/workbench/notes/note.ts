// A note: what it is called, and how it looks as a Markdown file. The name follows from what the note
// says, so that publishing it twice writes one file.
import { createHash } from 'node:crypto';

export const NOTE_TAGS = ['idea', 'decision', 'question', 'incident'] as const;
export type NoteTag = (typeof NOTE_TAGS)[number];

export interface Note {
  title: string;
  body: string;
  tag?: NoteTag | undefined;
}

const MAX_SLUG_CHARACTERS = 60;
const NOTE_ID = /^[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?$/;

/** Letters, digits and hyphens only: safe as a file name everywhere, and as a part of a URI. */
export function noteId({ title, body }: Note): string {
  const slug = title
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_SLUG_CHARACTERS)
    .replaceAll(/^-+|-+$/g, '');
  const digest = createHash('sha256')
    .update(JSON.stringify([title, body]))
    .digest('hex');
  return `${slug || 'note'}-${digest.slice(0, 8)}`;
}

/** Whether `noteId` may have made this; a file of another name in the folder is not a note. */
export const isNoteId = (id: string) => NOTE_ID.test(id);

export function noteMarkdown({ title, body, tag }: Note): string {
  // A JSON string is a YAML string too: no title can break out of the front matter.
  const facts = [`title: ${JSON.stringify(title)}`, ...(tag === undefined ? [] : [`tag: ${tag}`])];
  return `---\n${facts.join('\n')}\n---\n\n${body.trimEnd()}\n`;
}

/** The title in the front matter; `undefined` when the file was not written by `noteMarkdown`. */
export function noteTitle(markdown: string): string | undefined {
  const [, quoted] = /^---\ntitle: (".*")\n/.exec(markdown) ?? [];
  if (quoted === undefined) return undefined;
  try {
    return String(JSON.parse(quoted));
  } catch {
    return undefined;
  }
}
