// The folder of published notes. A note is written whole and under its final name in one step, so
// that readers, and other nodes on the same folder, see all of it or none.
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isNoteId, type Note, noteId, noteMarkdown, noteTitle } from './note.ts';

/** Past this many, the list stops. */
const MAX_LISTED = 500;

export interface NoteEntry {
  id: string;
  title: string | undefined;
  bytes: number;
  modifiedAt: Date;
}

export type PublishOutcome = 'created' | 'updated' | 'unchanged';

export interface Notebook {
  /** In the order of their ids. */
  list(): Promise<NoteEntry[]>;
  /** The note as Markdown; `undefined` when there is none of that id. */
  read(id: string): Promise<string | undefined>;
  /** `unchanged` when the very same note is there already. */
  publish(note: Note): Promise<{ id: string; outcome: PublishOutcome }>;
}

export function createNotebook(root: string): Notebook {
  const fileOf = (id: string) => join(root, `${id}.md`);
  const read = async (id: string) =>
    isNoteId(id) ? readFile(fileOf(id), 'utf8').catch(undefinedWhenMissing) : undefined;

  return {
    read,
    async list() {
      const names = (await readdir(root).catch(undefinedWhenMissing)) ?? [];
      const ids = names.flatMap((name) => (name.endsWith('.md') ? [name.slice(0, -3)] : [])).filter(isNoteId);
      const entries: NoteEntry[] = [];
      for (const id of ids.sort().slice(0, MAX_LISTED)) {
        const markdown = await read(id);
        const stats = await stat(fileOf(id)).catch(undefinedWhenMissing);
        if (markdown === undefined || stats === undefined) continue;
        entries.push({ id, title: noteTitle(markdown), bytes: stats.size, modifiedAt: stats.mtime });
      }
      return entries;
    },
    async publish(note) {
      const id = noteId(note);
      const markdown = noteMarkdown(note);
      const present = await read(id);
      if (present === markdown) return { id, outcome: 'unchanged' };
      await mkdir(root, { recursive: true });
      await writeWhole(fileOf(id), markdown);
      return { id, outcome: present === undefined ? 'created' : 'updated' };
    },
  };
}

async function writeWhole(path: string, text: string): Promise<void> {
  const partPath = `${path}.${randomUUID()}.part`;
  try {
    await writeFile(partPath, text, { flag: 'wx' });
    await rename(partPath, path);
  } catch (error) {
    await rm(partPath, { force: true });
    throw error;
  }
}

function undefinedWhenMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
