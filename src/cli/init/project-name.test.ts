import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectName } from './project-name.ts';

test('the name is that of the folder, unless another is given', () => {
  assert.equal(projectName(undefined, '/home/ada/weather'), 'weather');
  assert.equal(projectName('@acme/weather_2.0', '/home/ada/x y'), '@acme/weather_2.0');
});

const REFUSED: readonly (readonly [name: string, why: RegExp])[] = [
  ['My Server', /"My Server" is no name for an npm package; how about --name my-server\?/],
  ['Größe', /how about --name gr-e\?/],
  ['.hidden', /how about --name hidden\?/],
  ['@acme', /how about --name acme\?/],
  ['@acme/a/b', /how about --name acme-a-b\?/],
  ['../up', /how about --name up\?/],
  ['', /choose another with --name/],
  ['***', /choose another with --name/],
  ['mcp-fleet', /"mcp-fleet" is taken; choose another with --name/],
  ['zod', /is taken/],
  ['http', /choose another with --name/],
  ['a'.repeat(215), /is no name for an npm package/],
];
for (const [name, why] of REFUSED) {
  test(`"${name.slice(0, 20)}" is refused`, () =>
    assert.throws(() => projectName(name, '/tmp/x'), { name: 'CliError', exitCode: 2, message: why }));
}
