// What the README tells a newcomer to type, typed.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const run = promisify(execFile);

// Inside the package, so that "mcp-fleet" resolves to it.
mkdirSync(join(root, '.cache'), { recursive: true });
const folder = mkdtempSync(join(root, '.cache/readme-'));
after(() => rmSync(folder, { recursive: true }));

function codeBlocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    (match) => match[1] as string,
  );
}

/** Runs a command until it prints the URL that it serves, hands that on, and ends it. */
async function whileServing(args: string[], use: (url: string) => Promise<void>): Promise<void> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /serves .* at (http:\S+)/.exec(line)?.[1];
      if (url === undefined) continue;
      await use(url);
      break;
    }
  } finally {
    child.kill('SIGTERM');
  }
  const [code] = await exited;
  assert.equal(code, 0);
}

const serve = [
  '--conditions=mcp-fleet-source',
  'src/cli/main.ts',
  'serve',
  '--port',
  '0',
  '--log-level',
  'warn',
];

async function callTool(url: string, name: string, args: object): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/json, text/event-stream',
      'MCP-Protocol-Version': '2026-07-28',
      'Mcp-Method': 'tools/call',
      'Mcp-Name': name,
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: {
        name,
        arguments: args,
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientCapabilities': { elicitation: {} },
        },
      },
    }),
  });
  return ((await response.json()) as { result: Record<string, unknown> }).result;
}

test('npm start serves the workbench, and the curl of the README draws a chart', async () => {
  await whileServing(['scripts/run.mjs', 'start', '--port', '0'], async (url) => {
    const command = codeBlocks('sh').find((block) => block.startsWith('curl')) ?? '';
    const { stdout } = await run('sh', ['-c', command.replace('http://127.0.0.1:5000/mcp', url)], {
      maxBuffer: 2 ** 24,
    });
    const { result } = JSON.parse(stdout) as { result: { content: { type: string; mimeType?: string }[] } };
    assert.equal(result.content[0]?.type, 'image');
    assert.equal(result.content[0]?.mimeType, 'image/png');
  });
});

test('the first tool of the README answers', async () => {
  const [firstTool = ''] = codeBlocks('ts');
  const file = join(folder, 'greeter.ts');
  writeFileSync(file, firstTool);
  await whileServing([...serve, file], async (url) => {
    const { content } = await callTool(url, 'greet', { name: 'Ada' });
    assert.deepEqual(content, [{ type: 'text', text: 'Hello, Ada!' }]);
  });
});

test('the tool of the README that asks the user asks', async () => {
  const [firstTool = '', asking = ''] = codeBlocks('ts');
  const file = join(folder, 'asking.ts');
  writeFileSync(file, firstTool.replace('export default', `${asking}\nexport default`));
  await whileServing([...serve, file], async (url) => {
    const result = await callTool(url, 'remove', { path: 'notes.md' });
    assert.equal(result['resultType'], 'input_required');
    const requests = result['inputRequests'] as Record<string, { params: { message: string } }>;
    assert.equal(requests['q0']?.params.message, 'Remove notes.md?');
  });
});

test('every local link of the README leads somewhere', () => {
  const targets = [...readme.matchAll(/\]\((?!http)([^)#]+)\)/g)].map((match) => match[1] as string);
  assert.ok(targets.length > 8);
  const missing = targets.filter((target) => !existsSync(join(root, target)));
  assert.deepEqual(missing, []);
});
