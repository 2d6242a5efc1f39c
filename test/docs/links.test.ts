// Every link of every page leads somewhere: to a file that is there, and to a heading that it has.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { test } from 'node:test';
import { slugOf } from '../../docs/.vitepress/site-links.ts';
import { findBlocks } from './blocks.ts';
import { REPOSITORY } from './page-plan.ts';
import { PAGES, readPage } from './pages.ts';

/** The page without its code. */
function proseOf(page: string): string {
  const text = readPage(page);
  const lines = text.split('\n');
  for (const { line, lines: inner } of findBlocks(text)) lines.fill('', line - 1, line + inner.length + 1);
  return lines.join('\n').replaceAll(/`[^`\n]+`/g, (code) => code.replaceAll(/[[\]()]/g, ' '));
}

function anchorsOf(page: string): string[] {
  return [...proseOf(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => slugOf(heading));
}

function linksOf(page: string): string[] {
  const prose = proseOf(page);
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g), ...prose.matchAll(/\b(?:src|href)="([^"]+)"/g)];
  return links.map(([, target = '']) => target).filter((target) => !/^[a-z]+:/.test(target));
}

function problemOf(page: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#', 2);
  const target = path === '' ? page : posix.join(posix.dirname(page), path);
  if (!existsSync(posix.join(REPOSITORY, target))) return `${page}: there is no ${target}`;
  if (anchor === undefined || (PAGES.includes(target) && anchorsOf(target).includes(anchor)))
    return undefined;
  return `${page}: ${target} has no heading #${anchor}`;
}

test('every link of every page leads to a file that is there, and to a heading that it has', () => {
  const links = PAGES.flatMap((page) => linksOf(page).map((link) => ({ page, link })));
  assert.ok(links.length > 20);
  const problems = links.flatMap(({ page, link }) => problemOf(page, link) ?? []);
  assert.deepEqual(problems, []);
});

test('no page has two headings with one anchor', () => {
  const doubles = PAGES.flatMap((page) => {
    const anchors = anchorsOf(page);
    return anchors
      .filter((anchor, at) => anchors.indexOf(anchor) !== at)
      .map((anchor) => `${page}#${anchor}`);
  });
  assert.deepEqual(doubles, []);
});
