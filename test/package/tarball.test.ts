// What npm would publish works in a project that is not this repository, as docs/quick-start.md tells: it installs,
// type-checks and serves.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { testInitProject } from './init-project.ts';
import { InstalledProject, REPOSITORY } from './installed-project.ts';

const TYPED_SERVER = `
import { FleetServer, type CallToolResult } from 'mcp-fleet';
import { z } from 'zod';

const server = new FleetServer({ name: 'typed', version: '1.0.0' }, { instructions: 'Greets.' });
const greet = server.registerTool(
  'greet',
  { description: 'Greets someone', inputSchema: z.object({ name: z.string() }) },
  async ({ name }, ctx): Promise<CallToolResult> => {
    ctx.progress(1, 1, name.toUpperCase());
    return { content: [{ type: 'text', text: \`Hello, \${name}\` }] };
  },
);
// @ts-expect-error the input schema makes \`name\` a string
server.registerTool('wrong', { inputSchema: z.object({ name: z.string() }) }, async ({ name }) => ({ content: [name * 2] }));
greet.disable();
export default server;
`;

const SERVER = `
import { FleetServer } from 'mcp-fleet';
import { z } from 'zod';

const server = new FleetServer({ name: 'installed', version: '1.0.0' });
server.registerTool('greet', { inputSchema: z.object({ name: z.string() }) }, async ({ name }) => ({
  content: [{ type: 'text', text: 'Hello, ' + name }],
}));
export default server;
`;

const project = new InstalledProject();
let packedFiles: readonly string[] = [];
before(() => {
  packedFiles = project.install();
});
after(() => project.remove());

test('the tarball holds the built files and the documents, and no source or test', () => {
  const expected = /^(dist\/.+\.(js|d\.ts)|README\.md|CHANGELOG\.md|LICENSE|package\.json)$/;
  assert.deepEqual(
    packedFiles.filter((path) => !expected.test(path) || path.includes('.test.')),
    [],
  );
  assert.deepEqual(
    ['dist/index.js', 'dist/index.d.ts', 'dist/cli/main.js', 'README.md', 'LICENSE'].filter(
      (path) => !packedFiles.includes(path),
    ),
    [],
  );
});

test('a strict TypeScript project type-checks against the declarations', () => {
  project.write('server.ts', TYPED_SERVER);
  const compilerOptions = {
    target: 'ES2024',
    module: 'NodeNext',
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: false,
    typeRoots: [join(REPOSITORY, 'node_modules/@types')],
    types: ['node'],
  };
  project.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['server.ts'] }));
  project.run(process.execPath, [join(REPOSITORY, 'node_modules/typescript/bin/tsc'), '-p', '.']);
});

test('npx finds the command, which reports the version of the package', () => {
  const manifest = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));
  assert.equal(project.run('npx', ['mcp-fleet', '--version']).trim(), manifest.version);
});

test('the installed command serves a file, answers a tool call over HTTP, and stops cleanly', async () => {
  project.write('server.mjs', SERVER);
  const server = await project.serve('server.mjs');
  try {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/json, text/event-stream',
        'MCP-Protocol-Version': '2026-07-28',
        'Mcp-Method': 'tools/call',
        'Mcp-Name': 'greet',
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: {
          name: 'greet',
          arguments: { name: 'Ada' },
          _meta: {
            'io.modelcontextprotocol/protocolVersion': '2026-07-28',
            'io.modelcontextprotocol/clientCapabilities': {},
          },
        },
      }),
    });
    assert.equal(response.status, 200);
    assert.deepEqual(JSON.parse(await response.text()).result.content, [
      { type: 'text', text: 'Hello, Ada' },
    ]);
  } finally {
    assert.equal(await server.stop(), 0);
  }
});

testInitProject(project);
