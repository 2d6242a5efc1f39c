// Type-checks the code of pages, as strictly as the code of this package.

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { REPOSITORY } from './page-plan.ts';
import { planOf, testFolderOf } from './pages.ts';
import type { SourceText } from './source-text.ts';

/** One line a problem, with the page and line that it is in. */
export function typeProblems(pages: readonly string[]): string[] {
  mkdirSync(join(REPOSITORY, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(REPOSITORY, '.cache/types-'));
  try {
    const origins = new Map<string, { page: string; source: SourceText }>();
    for (const [index, page] of pages.entries()) {
      const { files } = planOf(page);
      if (files.size === 0) continue;
      if (existsSync(testFolderOf(page))) copyFixtures(testFolderOf(page), join(folder, String(index)));
      for (const [name, source] of files) {
        const path = `${index}/${name}`;
        origins.set(path, { page, source });
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), source.text);
      }
    }
    const config = { extends: '../../tsconfig.json', include: ['**/*.ts'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(REPOSITORY, 'node_modules/typescript/bin/tsc');
    const { stdout, stderr, status } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
      cwd: folder,
      encoding: 'utf8',
    });
    // Problems are told on the standard output; without any the exit code must be 0.
    if (stdout === '' && status !== 0) return [`tsc ended with ${status}: ${stderr}`];
    return stdout
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) =>
        line.replace(/^([^(\s]+)\((\d+),\d+\)/, (all, path: string, number: string) => {
          const origin = origins.get(path);
          return origin === undefined ? all : `${origin.page}:${origin.source.pageLine(Number(number))}`;
        }),
      );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function copyFixtures(from: string, to: string): void {
  cpSync(from, to, { recursive: true, filter: (path) => !path.endsWith('/check.ts') });
}
