// Tools that answer at once: every kind of content, a failure, and the two ways to describe an input.

import { fromJsonSchema, type McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { RED_PIXEL_PNG, SILENCE_WAV } from '../everything/media.ts';

/** A schema that uses what only JSON Schema 2020-12 can say; clients must see it word for word. */
const CONTACT_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
    },
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  // biome-ignore lint/suspicious/noThenProperty: `then` is the JSON Schema keyword.
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
};

export function registerContentTools(server: McpServer): void {
  const quick = { readOnlyHint: true, idempotentHint: true, openWorldHint: false };

  server.registerTool(
    'test_simple_text',
    { description: 'Answers with one text.', annotations: quick },
    () => ({ content: [{ type: 'text', text: 'This is a simple text response for testing.' }] }),
  );

  server.registerTool(
    'test_image_content',
    { description: 'Answers with a PNG of one red pixel.', annotations: quick },
    () => ({ content: [{ type: 'image', data: RED_PIXEL_PNG, mimeType: 'image/png' }] }),
  );

  server.registerTool(
    'test_audio_content',
    { description: 'Answers with a very short, silent WAV.', annotations: quick },
    () => ({ content: [{ type: 'audio', data: SILENCE_WAV, mimeType: 'audio/wav' }] }),
  );

  server.registerTool(
    'test_embedded_resource',
    { description: 'Answers with a resource embedded in the content.', annotations: quick },
    () => ({
      content: [
        {
          type: 'resource',
          resource: {
            uri: 'test://embedded-resource',
            mimeType: 'text/plain',
            text: 'This is an embedded resource content.',
          },
        },
      ],
    }),
  );

  server.registerTool(
    'test_multiple_content_types',
    { description: 'Answers with a text, an image and a resource together.', annotations: quick },
    () => ({
      content: [
        { type: 'text', text: 'Multiple content types test:' },
        { type: 'image', data: RED_PIXEL_PNG, mimeType: 'image/png' },
        {
          type: 'resource',
          resource: {
            uri: 'test://mixed-content-resource',
            mimeType: 'application/json',
            text: JSON.stringify({ test: 'data', value: 123 }),
          },
        },
      ],
    }),
  );

  server.registerTool(
    'test_error_handling',
    {
      description: 'Always throws; the client sees the reason in a result marked as an error.',
      annotations: quick,
    },
    () => {
      throw new Error('This tool intentionally returns an error for testing');
    },
  );

  server.registerTool(
    'json_schema_2020_12_tool',
    {
      description: 'Tool with JSON Schema 2020-12 features',
      inputSchema: fromJsonSchema<object>(CONTACT_SCHEMA),
      annotations: quick,
    },
    (contact) => ({ content: [{ type: 'text', text: `Contact: ${JSON.stringify(contact)}` }] }),
  );

  // A client mirrors the argument into the header `Mcp-Param-Region`, so that a proxy can route by it.
  const region = z.string().describe('Where the work should run').meta({ 'x-mcp-header': 'Region' });
  server.registerTool(
    'test_header_param',
    {
      description: 'Echoes an argument that clients also send as a header.',
      inputSchema: z.object({ region }),
      annotations: quick,
    },
    (args) => ({ content: [{ type: 'text', text: `Region: ${args.region}` }] }),
  );
}
