// The documentation as a site: built by `npm run docs`, works offline, loads nothing from elsewhere.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitepress';
import { siteLinks, slugOf } from './site-links.ts';

/** Pages that are one wide table, and have no headings to list beside it. */
const WIDE_PAGES = ['errors.md', 'options.md'];
const DOCS = join(import.meta.dirname, '..');

export default defineConfig({
  title: 'mcp-fleet',
  description: 'Serve an MCP server to many clients, in both protocol eras.',
  lang: 'en-GB',
  cleanUrls: false,
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: '/mark.svg' }]],
  markdown: {
    anchor: { slugify: slugOf },
    languageAlias: { haproxy: 'txt' },
    config: (md) => void md.use(siteLinks),
  },
  transformPageData: ({ relativePath, frontmatter }) => {
    if (WIDE_PAGES.includes(relativePath)) frontmatter['aside'] = false;
  },
  themeConfig: {
    logo: '/mark.svg',
    search: { provider: 'local' },
    outline: { level: [2, 3] },
    nav: [
      { text: 'Quick start', link: '/quick-start' },
      { text: 'Errors', link: '/errors' },
      { text: 'Changelog', link: '/changelog' },
    ],
    sidebar: [
      group('Start', ['quick-start', 'cli', 'moving', 'sdk-servers']),
      group('Write a server', ['tools', 'resources', 'prompts', 'asking']),
      group('Understand', ['eras', 'sessions', 'protections', 'overload', 'authentication', 'security']),
      group('Run it', ['operations', 'redis', 'proxies']),
      group('Look up', ['errors', 'configuration', 'options', 'changelog']),
      group('Work on it', ['architecture', 'contributing']),
      { text: 'Decisions', collapsed: true, items: decisions() },
    ],
  },
});

function group(text: string, pages: readonly string[]) {
  const items = pages.filter((page) => existsSync(join(DOCS, `${page}.md`)));
  return { text, items: items.map((page) => ({ text: titleOf(page), link: `/${page}` })) };
}

function decisions() {
  const files = readdirSync(join(DOCS, 'adr')).filter((name) => name.endsWith('.md'));
  return files.sort().map((name) => {
    const page = `adr/${name.replace('.md', '')}`;
    return { text: titleOf(page), link: `/${page}` };
  });
}

function titleOf(page: string): string {
  return /^# (.+)$/m.exec(readFileSync(join(DOCS, `${page}.md`), 'utf8'))?.[1]?.replaceAll('`', '') ?? page;
}
