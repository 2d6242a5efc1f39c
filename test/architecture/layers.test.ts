// The imports of src/ follow the layer table; and the rules that say so catch what they are there to catch.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findViolations, type ImportMap } from './layers.ts';
import { readSources, toImportMap } from './source-tree.ts';

/** A map of files that import each other and no package. */
function planted(files: Record<string, readonly string[]>): ImportMap {
  return new Map(Object.entries(files).map(([path, targets]) => [path, { files: targets, packages: [] }]));
}

test('every import of src/ runs down the layer table, and none closes a cycle', () => {
  assert.deepEqual(findViolations(toImportMap(readSources())), []);
});

test('the layer check reads every source file on disk, and at least one import', () => {
  const onDisk = readdirSync(join(import.meta.dirname, '../../src'), { recursive: true, encoding: 'utf8' });
  const sources = onDisk.filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts')).sort();
  const imports = toImportMap(readSources());
  assert.notEqual(sources.length, 0);
  assert.deepEqual([...imports.keys()], sources);
  assert.ok([...imports.values()].some(({ files }) => files.length > 0));
});

test('an import from a lower layer to a higher one is a violation', () => {
  const imports = planted({ 'protocol/eras.ts': ['server/catalogue.ts'], 'server/catalogue.ts': [] });
  assert.deepEqual(findViolations(imports), ['protocol/eras.ts may not import server/catalogue.ts']);
});

test('an import between peers of one layer is a violation', () => {
  const imports = planted({ 'http/endpoint.ts': ['admin/health.ts'], 'admin/health.ts': [] });
  assert.deepEqual(findViolations(imports), ['http/endpoint.ts may not import admin/health.ts']);
});

test('two stores are peers, and so are a store and a backend', () => {
  const imports = planted({
    'stores/memory/log.ts': ['stores/redis/keys.ts'],
    'stores/redis/keys.ts': ['backends/native/schema.ts'],
    'backends/native/schema.ts': ['protocol/errors.ts'],
    'protocol/errors.ts': [],
  });
  assert.deepEqual(findViolations(imports), [
    'stores/memory/log.ts may not import stores/redis/keys.ts',
    'stores/redis/keys.ts may not import backends/native/schema.ts',
  ]);
});

test('files of one room may import each other, but not in a cycle', () => {
  const imports = planted({
    'flow/a.ts': ['flow/b.ts'],
    'flow/b.ts': ['flow/c.ts'],
    'flow/c.ts': ['flow/b.ts'],
  });
  assert.deepEqual(findViolations(imports), ['cycle: flow/b.ts -> flow/c.ts -> flow/b.ts']);
});

test('the public surface may import the node but not the command line', () => {
  const imports = planted({
    'index.ts': ['node/fleet-node.ts', 'cli/main.ts'],
    'node/fleet-node.ts': [],
    'cli/main.ts': [],
  });
  assert.deepEqual(findViolations(imports), ['index.ts may not import cli/main.ts']);
});

test('a package that belongs to one room is a violation anywhere else', () => {
  const imports = new Map([
    ['cli/main.ts', { files: [], packages: ['commander', 'pino'] }],
    ['http/endpoint.ts', { files: [], packages: ['pino', 'lru-cache'] }],
  ]);
  assert.deepEqual(findViolations(imports), ['http/endpoint.ts imports pino, which only cli may']);
});

test('a folder without a row in the table is a violation', () => {
  assert.deepEqual(findViolations(planted({ 'utils/misc.ts': [] })), [
    'utils/misc.ts: the layer table has no row for utils',
  ]);
});

test('an import of a file that does not exist is a violation', () => {
  assert.deepEqual(findViolations(planted({ 'flow/a.ts': ['flow/gone.ts'] })), [
    'flow/a.ts imports flow/gone.ts, which does not exist',
  ]);
});
