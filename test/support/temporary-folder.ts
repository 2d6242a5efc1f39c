// A folder of its own for a test, gone when the test is over.

import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TemporaryFolder {
  readonly path: string;
  /** Writes a file and returns its path. */
  write(name: string, text: string): string;
}

/** @param atEnd `after` of a file or `t.after` of a test */
export function temporaryFolder(atEnd: (remove: () => void) => void): TemporaryFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'mcp-fleet-test-')));
  atEnd(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    write: (name, text) => {
      const file = join(path, name);
      writeFileSync(file, text);
      return file;
    },
  };
}
