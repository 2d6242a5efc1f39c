// Where the workbench finds its documents, its data and its notes. Everything has a default that
// works in a fresh checkout; three environment variables point it at a team's own material.

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A folder of Markdown, and the parts of it that are offered. */
export interface DocumentSettings {
  /** Absolute path of the folder. */
  root: string;
  /** Files or folders relative to `root`; those that do not exist are skipped. `.` offers all of it. */
  include: readonly string[];
}

export interface WorkbenchSettings {
  documents: DocumentSettings;
  /** A CSV with a header line; `undefined` uses the generated orders. */
  csvPath: string | undefined;
  /** Absolute path of the folder that keeps generated data. */
  cacheRoot: string;
  /** Absolute path of the folder that notes are published into. */
  notesRoot: string;
}

const PROJECT_DOCUMENTS = ['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', 'docs', 'examples'];

/**
 * Resolves the settings once, at start.
 *
 * - `WORKBENCH_DOCS`: a folder of Markdown. @defaultValue the documentation of this project
 * - `WORKBENCH_CSV`: a CSV file with a header line. @defaultValue 100 000 generated orders
 * - `WORKBENCH_NOTES`: the folder for published notes. @defaultValue `.cache/notes` beside this file
 */
export function resolveSettings(
  environment: Readonly<Record<string, string | undefined>>,
): WorkbenchSettings {
  const here = fileURLToPath(new URL('.', import.meta.url));
  const cacheRoot = resolve(here, '.cache');
  const { WORKBENCH_DOCS: docs, WORKBENCH_CSV: csv, WORKBENCH_NOTES: notes } = environment;
  return {
    documents: docs
      ? { root: resolve(docs), include: ['.'] }
      : { root: resolve(here, '../..'), include: PROJECT_DOCUMENTS },
    csvPath: csv ? resolve(csv) : undefined,
    cacheRoot,
    notesRoot: notes ? resolve(notes) : resolve(cacheRoot, 'notes'),
  };
}
