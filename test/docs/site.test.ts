// The site as it is built: whole, without a link that leads nowhere, and without anything that is loaded from elsewhere.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join, posix } from 'node:path';
import { after, before, test } from 'node:test';
import { REPOSITORY } from './page-plan.ts';
import { PAGES } from './pages.ts';

mkdirSync(join(REPOSITORY, '.cache'), { recursive: true });
const site = mkdtempSync(join(REPOSITORY, '.cache/site-'));
after(() => rmSync(site, { recursive: true }));

const pages = new Map<string, string>();
before(() => {
  const argv = [join(REPOSITORY, 'scripts/run.mjs'), 'docs', '--outDir', site];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
  assert.equal(status, 0, `${stdout}${stderr}`);
  for (const file of globSync('**/*.html', { cwd: site }))
    pages.set(file, readFileSync(join(site, file), 'utf8'));
});

/** Values of an attribute, with what is escaped in them. */
function attributes(html: string, name: string): string[] {
  return [...html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g'))].map(([, value = '']) =>
    value.replaceAll('&amp;', '&'),
  );
}

function problemOf(page: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#', 2);
  const target =
    path === '' ? page : posix.join('/', posix.dirname(page), path.startsWith('/') ? `/../${path}` : path);
  const file = (path.startsWith('/') ? path : target).replace(/^\//, '').replace(/^$|\/$/, 'index.html');
  if (!existsSync(join(site, file))) return `${page}: there is no ${file}`;
  const isThere = anchor === undefined || attributes(pages.get(file) ?? '', 'id').includes(decodeURI(anchor));
  return isThere ? undefined : `${page}: ${file} has no #${anchor}`;
}

test('every page of docs/ is in the site, and its navigation leads there', () => {
  const wanted = PAGES.filter((page) => page.startsWith('docs/')).map((page) =>
    page.replace('docs/', '').replace('.md', '.html'),
  );
  assert.deepEqual(
    wanted.filter((page) => !pages.has(page)),
    [],
  );
  const links = attributes(pages.get('errors.html') ?? '', 'href');
  assert.deepEqual(
    wanted.filter((page) => page !== 'index.html' && !links.includes(`/${page}`)),
    [],
  );
});

test('every link of the site leads to a page and an anchor that are there', () => {
  const links = [...pages].flatMap(([page, html]) =>
    [...attributes(html, 'href'), ...attributes(html, 'src')].map((link) => ({ page, link })),
  );
  assert.ok(links.length > 200);
  const problems = links
    .filter(({ link }) => !/^(?:[a-z]+:|\/\/)/.test(link))
    .flatMap(({ page, link }) => problemOf(page, link) ?? []);
  assert.deepEqual([...new Set(problems)], []);
});

test('the site loads nothing from elsewhere', () => {
  const loads = [...pages].flatMap(([page, html]) =>
    [...html.matchAll(/<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)="((?:https?:)?\/\/[^"]+)"/g)].map(
      ([, url]) => `${page}: ${url}`,
    ),
  );
  const styles = globSync('assets/**/*.css', { cwd: site });
  assert.ok(styles.length > 0);
  for (const file of styles) {
    const css = readFileSync(join(site, file), 'utf8');
    loads.push(
      ...[...css.matchAll(/(?:@import|url\()\s*["']?((?:https?:)?\/\/[^"')]+)/g)].map(
        ([, url]) => `${file}: ${url}`,
      ),
    );
  }
  assert.deepEqual(loads, []);
});

test('the site can be searched without a server', () => {
  const index = globSync('assets/chunks/*localSearchIndex*.js', { cwd: site });
  assert.equal(index.length, 1);
  assert.match(readFileSync(join(site, index[0] as string), 'utf8'), /Circuit breaker|circuit breaker/);
});
