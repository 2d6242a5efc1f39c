// Links are written so that they work where the files are. In the site, those to documents beside docs/ lead to the
// pages that include them, and those to other files of the repository, which the site has none of, become plain text.

import { posix } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';

const DOCS = posix.join(import.meta.dirname, '..');

/** Documents beside docs/ and folders, by the page that shows them. */
const PAGES: Readonly<Record<string, string>> = {
  '../ARCHITECTURE.md': 'architecture.md',
  '../CHANGELOG.md': 'changelog.md',
  '../CONTRIBUTING.md': 'contributing.md',
  '../README.md': 'index.md',
  '../SECURITY.md': 'security.md',
  adr: 'adr/0001-node-http-directly.md',
};

/** The anchor of a heading, as GitHub makes it. */
export function slugOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');
}

/** A plugin of markdown-it. */
export function siteLinks(md: MarkdownRenderer): void {
  md.core.ruler.push('site-links', (state) => {
    const page: string | undefined = state.env.relativePath;
    // The front matter is rendered too, and has no page.
    if (page === undefined) return;
    /** What a page includes was written for the folder that it comes from. */
    const folders = [posix.dirname(page)];
    for (const { content, children } of state.tokens) {
      const included = /<!-- @include-(?:start: (.*)|end) -->/.exec(content);
      if (included?.[1] !== undefined) folders.push(posix.relative(DOCS, included[1]));
      else if (included !== null) folders.pop();
      let isDropped = false;
      for (const token of children ?? []) {
        if (token.type === 'link_open') {
          const target = siteTarget(token.attrGet('href') ?? '', page, folders.at(-1) as string);
          isDropped = target === undefined;
          if (target !== undefined) token.attrSet('href', target);
        }
        if (isDropped && (token.type === 'link_open' || token.type === 'link_close')) {
          token.type = 'text';
          token.content = '';
        }
      }
    }
  });
}

/**
 * @param folder that `href` is relative to
 * @returns undefined for what the site does not have
 */
function siteTarget(href: string, page: string, folder: string): string | undefined {
  if (/^(?:[a-z]+:|#|\/)/.test(href)) return href;
  const [path = '', anchor] = href.split('#', 2);
  const file = posix.join(folder, path).replace(/\/$/, '');
  const shown = PAGES[file] ?? file;
  if (shown.startsWith('..') || !shown.endsWith('.md')) return undefined;
  return `${posix.relative(posix.dirname(page), shown)}${anchor === undefined ? '' : `#${anchor}`}`;
}
