// Tools of the fixture that answer without asking: every way to describe an input, every kind of result, and every
// way to fail.

import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import { type FleetServer, ProtocolError, ToolError } from 'mcp-fleet';
import * as v from 'valibot';
import { z } from 'zod';

/** A 1 x 1 PNG. */
export const PIXEL_PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==';
/** A WAV without samples. */
export const SILENCE_WAV = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=';

const text = (value: string): { content: [{ type: 'text'; text: string }] } => ({
  content: [{ type: 'text', text: value }],
});

export function registerInputTools(server: FleetServer): void {
  server.registerTool(
    'add-zod',
    {
      description: 'Adds two numbers.',
      inputSchema: z.object({ a: z.number().describe('First'), b: z.number().default(1) }),
    },
    ({ a, b }) => text(`${a + b}`),
  );
  server.registerTool(
    'greet-arktype',
    { description: 'Greets by name.', inputSchema: type({ name: 'string > 0', 'loud?': 'boolean' }) },
    ({ name, loud }) => text(loud === true ? `HELLO ${name.toUpperCase()}` : `Hello ${name}`),
  );
  server.registerTool(
    'trim-valibot',
    {
      description: 'Trims a text.',
      inputSchema: toStandardJsonSchema(
        v.object({
          text: v.pipe(v.string(), v.minLength(2)),
          times: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(9))),
        }),
      ),
    },
    ({ text: given, times }) => text(given.trim().repeat(times ?? 1)),
  );
  server.registerTool(
    'area-raw',
    {
      description: 'Area of a rectangle.',
      inputSchema: {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        $defs: { side: { type: 'number', exclusiveMinimum: 0 } },
        properties: { width: { $ref: '#/$defs/side' }, height: { $ref: '#/$defs/side' } },
        required: ['width', 'height'],
        additionalProperties: false,
      },
    },
    ({ width, height }) => text(`${Number(width) * Number(height)}`),
  );
  server.registerTool('no-input', { description: 'Needs nothing.' }, (ctx) =>
    text(`request ${ctx.requestId === undefined ? 'without' : 'with'} id`),
  );
  server.registerTool(
    'regional',
    {
      description: 'Runs in a region; clients of 2026-07-28 mirror two arguments into headers.',
      inputSchema: {
        type: 'object',
        properties: {
          region: { type: 'string', 'x-mcp-header': 'Region' },
          shard: { type: 'integer', 'x-mcp-header': 'Shard' },
        },
        required: ['region'],
      },
    },
    ({ region, shard }) => text(`${region}/${shard ?? 'any'}`),
  );
}

export function registerResultTools(server: FleetServer): void {
  server.registerTool(
    'described',
    {
      title: 'Well described',
      description: 'Carries everything that a list entry can.',
      annotations: { title: 'Hint', readOnlyHint: true, idempotentHint: true, openWorldHint: false },
      icons: [{ src: 'https://example.com/icon.png', mimeType: 'image/png', sizes: ['48x48'] }],
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
      inputSchema: z.object({ city: z.string() }),
      outputSchema: z.object({ city: z.string(), celsius: z.number() }),
    },
    ({ city }) => {
      const structuredContent = { city, celsius: 21.5 };
      return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent };
    },
  );
  server.registerTool(
    'primes',
    { description: 'Structured content whose root is an array.', outputSchema: z.array(z.number()) },
    () => ({ content: [{ type: 'text', text: '[2,3,5]' }], structuredContent: [2, 3, 5] }),
  );
  server.registerTool(
    'broken-output',
    { description: 'Breaks its own promise.', outputSchema: z.object({ ok: z.boolean() }) },
    () => ({ content: [], structuredContent: { ok: 'yes' } }),
  );
}

export function registerFailingTools(server: FleetServer): void {
  server.registerTool('fail-for-model', { description: 'Fails with words for the model.' }, () => {
    throw new ToolError('There is no such city; try "Berlin".');
  });
  server.registerTool('fail-unexpectedly', { description: 'Fails with internal words.' }, () => {
    throw new Error('password of db-7 refused');
  });
  server.registerTool('fail-by-result', { description: 'Returns a failure.' }, () => ({
    ...text('returned failure'),
    isError: true,
  }));
  server.registerTool('fail-by-protocol', { description: 'Answers with a JSON-RPC error.' }, () => {
    throw new ProtocolError(4711, 'Out of quota.', { quota: 3 });
  });
}
