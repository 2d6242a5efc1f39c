// Reading a configuration file, in each of its forms, and once more when it has changed.
import assert from 'node:assert/strict';
import { utimesSync } from 'node:fs';
import { after, test } from 'node:test';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import { readConfigFile } from './config-file.ts';
import { describeProblem } from './problem.ts';
import { merge, toTree } from './settings.ts';

const folder = temporaryFolder(after);
let writtenAtS = 1_700_000_000;

/** Writes a file; each time it is newer, however quickly the next follows. */
function write(name: string, text: string): string {
  const path = folder.write(name, text);
  writtenAtS += 1;
  utimesSync(path, writtenAtS, writtenAtS);
  return path;
}

async function treeIn(path: string): Promise<object> {
  const file = await readConfigFile(path);
  assert.deepEqual(file?.problems, []);
  return toTree(merge(file === undefined ? [] : [file]));
}

const FORMS: readonly (readonly [string, (port: number) => string])[] = [
  ['fleet.config.json', (port) => `\uFEFF{ "port": ${port} }`],
  ['fleet.config.ts', (port) => `const port: number = ${port};\nexport default { port };`],
  ['fleet.config.mjs', (port) => `export default { port: ${port} };`],
  ['fleet.config.js', (port) => `module.exports = { port: ${port} };`],
  ['other.cjs', (port) => `module.exports = { port: ${port} };`],
];
for (const [name, source] of FORMS) {
  test(`${name} is read, and read again when it has changed`, async () => {
    assert.deepEqual(await treeIn(write(name, source(1))), { port: 1 });
    assert.deepEqual(await treeIn(write(name, source(2))), { port: 2 });
  });
}

test('a module may hold functions', async () => {
  const file = write('functions.ts', 'export default { auth: { verify: (key: string) => ({ id: key }) } };');
  const { auth } = (await treeIn(file)) as { auth: { verify: (key: string) => object } };
  assert.deepEqual(auth.verify('ada'), { id: 'ada' });
});

const WRONG: readonly (readonly [string, string, RegExp])[] = [
  ['comma.json', '{\n  "port": 1,\n}', /^it is not JSON: line 3: Expected double-quoted property name\.$/],
  ['end.json', '{\n  "port": 1', /^it is not JSON: line 2: Expected ',' or '}' after property value\.$/],
  ['empty.json', '', /^it is not JSON: line 1: Unexpected end of JSON input\.$/],
  [
    'secret.json',
    '{\n  "port": 1,\n  "secrets": hunter2hunter2hunter2\n}',
    /^it is not JSON: line 3: Unexpected token 'h'\.$/,
  ],
  ['array.json', '[]', /^the configuration must be an object: an array\.$/],
  [
    'syntax.ts',
    'export default {\n  port: = 1,\n};',
    /^it could not be loaded, line 2: Expression expected$/,
  ],
  ['throws.mjs', '\nthrow new Error("no such luck");', /^it could not be loaded, line 2: no such luck$/],
  ['imports.mjs', 'import "./gone.mjs";', /^it could not be loaded: Cannot find module .*gone\.mjs/],
  [
    'nothing.ts',
    'export const port = 1;',
    /^it has no default export; write "export default \{ \.\.\. \}"\.$/,
  ],
  ['fleet.yaml', 'port: 1', /^a configuration file ends in \.json, \.ts, \.js or \.mjs, not in "\.yaml"\.$/],
];
for (const [name, source, message] of WRONG) {
  test(`${name} is refused with its path and what is wrong with it`, async () => {
    const path = write(name, source);
    const file = await readConfigFile(path);
    assert.deepEqual(file?.settings, []);
    assert.equal(file?.problems.length, 1);
    assert.equal(file?.problems[0]?.from, path);
    assert.match(file?.problems[0]?.message ?? '', message);
  });
}

test('a file that is named and not there is refused', async () => {
  const file = await readConfigFile(`${folder.path}/gone.json`);
  assert.deepEqual(file?.problems.map(describeProblem), [`${folder.path}/gone.json: there is no such file.`]);
});
