// Writes the files of a project into a folder: all of them, or none when one cannot be written. Nothing that is there
// is touched.

import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CliError, usageError } from '../cli-error.ts';

export interface Written {
  readonly written: readonly string[];
  /** They were there already. */
  readonly kept: readonly string[];
}

/**
 * @param force adds what is missing to a folder that has something in it
 * @throws CliError when the folder is not empty, or something cannot be written
 */
export function writeProject(folder: string, files: ReadonlyMap<string, string>, force: boolean): Written {
  if (existsSync(folder)) requireRoom(folder, force);
  const kept = [...files.keys()].filter((path) => existsSync(join(folder, path)));
  const written = [...files.keys()].filter((path) => !kept.includes(path));
  const undo: (() => void)[] = [];
  try {
    for (const path of written) {
      const full = join(folder, path);
      makeFolder(dirname(full), undo);
      writeFileSync(full, files.get(path) as string, { flag: 'wx' });
      undo.push(() => rmSync(full, { force: true }));
    }
  } catch (cause) {
    for (const step of undo.reverse()) step();
    throw new CliError(`The project cannot be written: ${(cause as Error).message}`, { cause });
  }
  return { written, kept };
}

function requireRoom(folder: string, force: boolean): void {
  if (!statSync(folder).isDirectory()) throw usageError(`${folder} is a file; name a folder.`);
  const there = readdirSync(folder);
  if (there.length === 0 || force) return;
  const shown = there.slice(0, 3).join(', ') + (there.length > 3 ? ', ...' : '');
  throw new CliError(
    `${folder} is not empty (${shown}). Name a new folder, or add what is missing there with --force.`,
  );
}

/** With its parents; each that is new is taken away again when the rest fails. */
function makeFolder(folder: string, undo: (() => void)[]): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder), undo);
  mkdirSync(folder);
  undo.push(() => rmdirSync(folder));
}
