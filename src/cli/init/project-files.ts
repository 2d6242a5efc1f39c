// The files of a new project, by their path in it.

import type { Manifest } from '../manifest.ts';

/** @param name of the npm package, which the server bears too, without a scope */
export function projectFiles(name: string, manifest: Manifest): ReadonlyMap<string, string> {
  const serverName = name.replace(/^@[^/]+\//, '');
  return new Map([
    ['package.json', packageJson(name, manifest)],
    ['tsconfig.json', TSCONFIG],
    ['src/server.ts', serverSource(serverName)],
    ['test/server.test.ts', TEST],
    ['Dockerfile', DOCKERFILE],
    ['.dockerignore', DOCKERIGNORE],
    ['.gitignore', 'node_modules/\n'],
    ['README.md', readme(serverName)],
  ]);
}

function packageJson(name: string, { version, engines, devDependencies }: Manifest): string {
  const tested = (dependency: string): string => devDependencies[dependency] as string;
  const manifest = {
    name,
    version: '0.1.0',
    private: true,
    type: 'module',
    engines,
    scripts: {
      start: 'mcp-fleet serve src/server.ts',
      dev: 'node --watch node_modules/mcp-fleet/dist/cli/main.js serve src/server.ts --dev',
      stdio: 'mcp-fleet stdio src/server.ts',
      test: 'node --test',
      types: 'tsc',
    },
    dependencies: { 'mcp-fleet': `^${version}`, zod: tested('zod') },
    devDependencies: {
      '@modelcontextprotocol/client': tested('@modelcontextprotocol/client'),
      '@types/node': tested('@types/node'),
      typescript: tested('typescript'),
    },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

const TSCONFIG = `{
  "compilerOptions": {
    "target": "ES2024",
    "module": "NodeNext",
    "types": ["node"],
    "strict": true,
    "noEmit": true,
    "skipLibCheck": true,
    "allowImportingTsExtensions": true,
    "erasableSyntaxOnly": true,
    "verbatimModuleSyntax": true
  },
  "include": ["src", "test"]
}
`;

function serverSource(name: string): string {
  return `import { FleetServer } from 'mcp-fleet';
import { z } from 'zod';

const server = new FleetServer({ name: '${name}', version: '0.1.0' });

server.registerTool(
  'greet',
  {
    description: 'Greets somebody.',
    inputSchema: z.object({ name: z.string().min(1).describe('Who is greeted') }),
    annotations: { readOnlyHint: true },
  },
  ({ name }) => ({ content: [{ type: 'text', text: \`Hello, \${name}!\` }] }),
);

export default server;
`;
}

const TEST = `import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { FleetNode } from 'mcp-fleet';
import server from '../src/server.ts';

const node = new FleetNode(server, { port: 0 });
const client = new Client({ name: 'test', version: '1.0.0' });

before(async () => {
  const url = await node.start();
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
});

after(async () => {
  await client.close();
  await node.stop();
});

test('somebody is greeted by name', async () => {
  const { content } = await client.callTool({ name: 'greet', arguments: { name: 'Ada' } });
  assert.deepEqual(content, [{ type: 'text', text: 'Hello, Ada!' }]);
});

test('nobody cannot be greeted', async () => {
  const { isError } = await client.callTool({ name: 'greet', arguments: { name: '' } });
  assert.equal(isError, true);
});
`;

const DOCKERFILE = `# docker build -t server . && docker run --rm -p 5000:5000 server
FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
COPY src ./src
USER node
EXPOSE 5000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \\
  CMD ["node", "-e", "fetch('http://127.0.0.1:5000/health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Without a shell or npm in between, so that signals reach the server and it can finish what it is doing.
CMD ["node_modules/.bin/mcp-fleet", "serve", "src/server.ts", "--host", "0.0.0.0"]
`;

const DOCKERIGNORE = `node_modules
test
.git
.gitignore
.dockerignore
Dockerfile
README.md
`;

function readme(name: string): string {
  return `# ${name}

An MCP server. You need Node 22.18 or newer.

\`\`\`sh
npm install
npm test
npm start
\`\`\`

It is served at http://127.0.0.1:5000/mcp. Use it from another terminal:

\`\`\`sh
npx mcp-fleet tools localhost:5000
npx mcp-fleet call localhost:5000 greet --arg name=Ada
\`\`\`

| command | what it does |
|---|---|
| \`npm run dev\` | serves, and starts again when a file in \`src\` changes |
| \`npm run stdio\` | serves a desktop client over stdin and stdout |
| \`npm test\` | tests the tools with the official client |
| \`npm run types\` | checks the types |

Tools are in \`src/server.ts\`; each change there wants one in \`test/server.test.ts\`. The \`Dockerfile\` needs the
\`package-lock.json\` that \`npm install\` writes: put both under version control.
`;
}
