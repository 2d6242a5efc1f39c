import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KnownTools } from './known-tools.ts';

test('a list of tools tells their names, their mirrored arguments and which may be run twice', () => {
  const tools = new KnownTools();
  tools.learn({
    tools: [
      {
        name: 'read',
        inputSchema: { type: 'object', properties: { region: { type: 'string', 'x-mcp-header': 'Region' } } },
        annotations: { readOnlyHint: true },
      },
      { name: 'write', inputSchema: { type: 'object' }, annotations: { destructiveHint: true } },
    ],
  });
  assert.deepEqual(tools.names(), ['read', 'write']);
  assert.deepEqual([tools.has('read'), tools.has('other')], [true, false]);
  assert.deepEqual(tools.headersOf('read'), [
    { header: 'mcp-param-region', path: ['region'], type: 'string' },
  ]);
  assert.deepEqual([tools.headersOf('write'), tools.headersOf('other')], [[], []]);
  assert.deepEqual([tools.isRepeatable('read'), tools.isRepeatable('write')], [true, false]);
  assert.equal(tools.isRepeatable('other'), false);
});

test('what is not a list of tools, and annotations that clients refuse, are passed over', () => {
  const tools = new KnownTools();
  tools.learn({ tools: 'none' });
  tools.learn({ tools: [null, { name: 5 }] });
  const bad = { type: 'array', 'x-mcp-header': 'No' };
  tools.learn({ tools: [{ name: 'odd', inputSchema: { type: 'object', properties: { bad } } }] });
  assert.deepEqual(tools.names(), ['odd']);
  assert.deepEqual(tools.headersOf('odd'), []);
});
