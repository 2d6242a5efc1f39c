// Reads src/ from disk: each source file that is not a test, with its text and its imports.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { type ModuleImports, readImports } from '../../scripts/module-imports.ts';
import type { ImportMap } from './layers.ts';

const SOURCE_ROOT = join(import.meta.dirname, '../../src');

export interface SourceText extends ModuleImports {
  readonly text: string;
}

/** Keyed by the path from src/, such as `http/endpoint.ts`. */
export function readSources(): ReadonlyMap<string, SourceText> {
  const paths = globSync('**/*.ts', { cwd: SOURCE_ROOT, exclude: ['**/*.test.ts'] }).sort();
  return new Map(
    paths.map((path) => {
      const text = readFileSync(join(SOURCE_ROOT, path), 'utf8');
      return [path, { text, ...readImports(path, text) }];
    }),
  );
}

/** Node's own modules are left out; the package's own name stands for its `index.ts`. */
export function toImportMap(sources: ReadonlyMap<string, ModuleImports>): ImportMap {
  const entries = [...sources].map(([path, { specifiers }]) => {
    const files = specifiers.filter((s) => s.startsWith('.')).map((s) => normalize(join(dirname(path), s)));
    const bare = specifiers.filter((s) => !s.startsWith('.') && !s.startsWith('node:'));
    if (bare.includes('mcp-fleet')) files.push('index.ts');
    const packages = bare.map((s) => s.split('/', s.startsWith('@') ? 2 : 1).join('/'));
    return [path, { files, packages: packages.filter((name) => name !== 'mcp-fleet') }] as const;
  });
  return new Map(entries);
}
