// Starts the server of mcp-stdio.json as a desktop client does, and calls its tool.

import { readFileSync } from 'node:fs';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

const { mcpServers } = JSON.parse(readFileSync('mcp-stdio.json', 'utf8'));
const client = new Client({ name: 'desktop', version: '1.0.0' });
const env = process.env as Record<string, string>;
await client.connect(new StdioClientTransport({ ...mcpServers.greeter, env }));
const { content } = await client.callTool({ name: 'greet', arguments: { name: 'Ada' } });
console.log(JSON.stringify(content));
await client.close();
