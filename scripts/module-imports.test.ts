// Every way in which one module can name another one is read, and nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readImports } from './module-imports.ts';

test('every form of import is read', () => {
  const source = `
    import a from './static.ts';
    import type { B } from './type.ts';
    import './effect.ts';
    export { c } from './re-export.ts';
    export type { D } from './type-re-export.ts';
    const e = await import('./dynamic.ts');
    const required = require('./required.cjs');
    type F = import('./type-expression.ts').F;
    const worker = new Worker(new URL('./worker.ts', import.meta.url));
  `;
  assert.deepEqual([...readImports('x.ts', source).specifiers].sort(), [
    './dynamic.ts',
    './effect.ts',
    './re-export.ts',
    './required.cjs',
    './static.ts',
    './type-expression.ts',
    './type-re-export.ts',
    './type.ts',
    './worker.ts',
  ]);
});

test('comments, strings, computed names and other URLs are not imports', () => {
  const source = `
    // import './comment.ts';
    const text = "import './string.ts'";
    const module = await import(name);
    const url = new URL('./page.ts', 'http://localhost');
    const asset = new URL('../package.json', import.meta.url);
    export const local = 1;
  `;
  assert.deepEqual(readImports('x.ts', source).specifiers, []);
});

test('a re-export of everything is told apart from a named one', () => {
  assert.equal(readImports('x.ts', "export * from './y.ts';").exportsAll, true);
  assert.equal(readImports('x.ts', "export * as y from './y.ts';").exportsAll, true);
  assert.equal(readImports('x.ts', "export { y } from './y.ts';").exportsAll, false);
});

test('a file that does not parse is an error that names it', () => {
  assert.throws(() => readImports('broken.ts', 'import {'), /^Error: broken\.ts does not parse: /);
});
