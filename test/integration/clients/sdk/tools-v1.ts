// Tools of the SDK v1 fixture that answer without asking.

import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { PIXEL_PNG, SILENCE_WAV } from '../fixture-tools.ts';

const text = (value: string): { content: [{ type: 'text'; text: string }] } => ({
  content: [{ type: 'text', text: value }],
});

export function registerTools(server: McpServer): void {
  server.registerTool(
    'add-zod',
    {
      description: 'Adds two numbers.',
      inputSchema: { a: z.number().describe('First'), b: z.number().default(1) },
    },
    ({ a, b }) => text(`${a + b}`),
  );
  server.registerTool('no-input', { description: 'Needs nothing.' }, ({ requestId }) =>
    text(`request ${requestId === undefined ? 'without' : 'with'} id`),
  );
  server.registerTool(
    'described',
    {
      title: 'Well described',
      description: 'Carries everything that a list entry can.',
      annotations: { title: 'Hint', readOnlyHint: true, idempotentHint: true, openWorldHint: false },
      _meta: { 'example.com/team': 'fleet' },
    },
    () => ({ ...text('described'), _meta: { 'example.com/took': 3 } }),
  );
  server.registerTool('every-content', { description: 'One block of each kind.' }, () => ({
    content: [
      { type: 'text', text: 'plain', annotations: { audience: ['user'], priority: 0.5 } },
      { type: 'image', data: PIXEL_PNG, mimeType: 'image/png' },
      { type: 'audio', data: SILENCE_WAV, mimeType: 'audio/wav' },
      { type: 'resource_link', uri: 'config://app', name: 'config', mimeType: 'application/json' },
      { type: 'resource', resource: { uri: 'note://1', mimeType: 'text/plain', text: 'embedded' } },
    ],
  }));
  server.registerTool(
    'weather',
    {
      description: 'Structured content whose root is an object.',
      inputSchema: { city: z.string() },
      outputSchema: { city: z.string(), celsius: z.number() },
    },
    ({ city }) => {
      const structuredContent = { city, celsius: 21.5 };
      return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent };
    },
  );
  server.registerTool(
    'broken-output',
    { description: 'Breaks its own promise.', outputSchema: { ok: z.boolean() } },
    () => ({ content: [], structuredContent: { ok: 'yes' } }),
  );
  server.registerTool('fail-for-model', { description: 'Fails with words for the model.' }, () => {
    throw new Error('There is no such city; try "Berlin".');
  });
  server.registerTool('fail-by-result', { description: 'Returns a failure.' }, () => ({
    ...text('returned failure'),
    isError: true,
  }));
}
