// The documents that the workbench offers: lists the Markdown under a folder and reads it.
// A path from a client is only ever compared with that list, never handed to the file system, so
// that `..`, absolute paths, encoded tricks and symbolic links lead nowhere.
import type { Dirent } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DocumentSettings } from '../settings.ts';

/** Past this many documents the list stops: a folder that large wants a search engine of its own. */
const MAX_DOCUMENTS = 2000;
/** Larger files are not offered. */
const MAX_DOCUMENT_BYTES = 2 * 1024 * 1024;
const SKIPPED_FOLDERS = new Set(['node_modules', 'dist']);

export interface DocumentEntry {
  /** Relative to the folder, with `/` between the parts. */
  path: string;
  bytes: number;
  modifiedAt: Date;
}

export interface Library {
  /** Every document, in the order of their paths. */
  list(): Promise<DocumentEntry[]>;
  /** `undefined` when `path` is not in the list. */
  read(path: string): Promise<string | undefined>;
  /** Reads `count` byte ranges of equal size one after the other; `beforeEach` runs before each of them. */
  readInSteps(path: string, count: number, beforeEach: StepHook): Promise<string | undefined>;
}

/** Told the number of the step about to run (from 1) and the document's size. */
export type StepHook = (step: number, bytes: number) => Promise<void>;

export function createLibrary({ root, include }: DocumentSettings): Library {
  const list = async () => {
    const found: DocumentEntry[] = [];
    for (const part of include) await collect(root, part === '.' ? '' : part, found);
    return found.sort((a, b) => (a.path < b.path ? -1 : 1));
  };

  const find = async (path: string) => (await list()).find((entry) => entry.path === path);

  return {
    list,
    read: async (path) => {
      const entry = await find(path);
      return entry && readFile(join(root, entry.path), 'utf8');
    },
    readInSteps: async (path, count, beforeEach) => {
      const entry = await find(path);
      if (entry === undefined) return undefined;
      const handle = await open(join(root, entry.path), 'r');
      try {
        const { size: bytes } = await handle.stat();
        const stepBytes = Math.ceil(bytes / count);
        const parts: Buffer[] = [];
        for (let step = 1; step <= count; step += 1) {
          await beforeEach(step, bytes);
          const { buffer, bytesRead } = await handle.read({
            buffer: Buffer.alloc(stepBytes),
            position: (step - 1) * stepBytes,
          });
          parts.push(buffer.subarray(0, bytesRead));
        }
        // Joined before decoding: a step may end in the middle of a character.
        return Buffer.concat(parts).toString('utf8');
      } finally {
        await handle.close();
      }
    },
  };
}

async function collect(root: string, path: string, found: DocumentEntry[]): Promise<void> {
  if (found.length >= MAX_DOCUMENTS) return;
  if (path.endsWith('.md')) {
    const stats = await stat(join(root, path)).catch(ignoreMissing);
    if (stats?.isFile() && stats.size <= MAX_DOCUMENT_BYTES) {
      found.push({ path, bytes: stats.size, modifiedAt: stats.mtime });
    }
    return;
  }
  const children: Dirent[] =
    (await readdir(join(root, path), { withFileTypes: true }).catch(ignoreMissing)) ?? [];
  for (const child of children) {
    // A symbolic link is neither a file nor a directory here, and so is never followed.
    const isOffered = child.isDirectory() ? !SKIPPED_FOLDERS.has(child.name) : isMarkdownFile(child);
    if (!isOffered || child.name.startsWith('.')) continue;
    await collect(root, path === '' ? child.name : `${path}/${child.name}`, found);
  }
}

const isMarkdownFile = (child: Dirent) => child.isFile() && child.name.endsWith('.md');

/** Documents come and go while the server runs: one that vanished between two calls is simply not listed. */
function ignoreMissing(error: unknown): undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
  throw error;
}
