// The Markdown pages of the repository.

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBlocks } from './blocks.ts';
import { type PagePlan, planPage, REPOSITORY } from './page-plan.ts';

/** Their paths from the repository on. Hidden folders hold what is generated. */
export const PAGES: readonly string[] = globSync(['*.md', '{docs,examples,bench}/**/*.md'], {
  cwd: REPOSITORY,
  exclude: (path) => /(^|\/)(\.|node_modules)/.test(path),
}).sort();

export function readPage(page: string): string {
  return readFileSync(join(REPOSITORY, page), 'utf8');
}

/** @throws Error naming the page and line of a block that nothing covers */
export function planOf(page: string): PagePlan {
  try {
    return planPage(page, findBlocks(readPage(page)));
  } catch (error) {
    throw new Error(`${page}, ${(error as Error).message}`, { cause: error });
  }
}

/** What the test of a page brings along: `check.ts`, and files that the page takes for granted. */
export function testFolderOf(page: string): string {
  const name = page
    .replace(/^docs\//, '')
    .replace(/\.md$/, '')
    .replaceAll('/', '-');
  return join(import.meta.dirname, 'pages', name);
}
