// Resources and prompts of the fixture: fixed and by template, listed and not, text and bytes, with suggestions, and
// some that ask or fail.

import {
  acceptedContent,
  completable,
  type FleetServer,
  inputRequired,
  ProtocolError,
  ResourceTemplate,
} from 'mcp-fleet';
import { z } from 'zod';
import { PIXEL_PNG } from './fixture-tools.ts';

export const NOTES: Record<string, string> = { shopping: 'milk', garden: 'water the roses' };
export const LANGUAGES = ['english', 'estonian', 'german'];
export const FRAMEWORKS: Record<string, string[]> = { python: ['django', 'flask'], ruby: ['rails'] };
const CONFIRM = { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] };

export const startingWith = (values: readonly string[], start: string): string[] =>
  values.filter((value) => value.startsWith(start));

export function registerResources(server: FleetServer): void {
  server.registerResource(
    'config',
    'config://app',
    {
      title: 'Configuration',
      description: 'The settings.',
      mimeType: 'application/json',
      size: 17,
      annotations: { audience: ['assistant'], priority: 1 },
      icons: [{ src: 'https://example.com/config.svg' }],
      _meta: { 'example.com/owner': 'ops' },
    },
    (uri) => ({ contents: [{ uri: uri.href, mimeType: 'application/json', text: '{"dark":true}' }] }),
  );
  server.registerResource('pixel', 'image://pixel', { mimeType: 'image/png' }, (uri) => ({
    contents: [
      { uri: uri.href, mimeType: 'image/png', blob: PIXEL_PNG },
      { uri: `${uri.href}#alt`, mimeType: 'text/plain', text: 'one pixel' },
    ],
  }));
  server.registerResource(
    'feed',
    'feed://news',
    { cacheHint: { ttlMs: 60_000, cacheScope: 'public' } },
    (uri) => ({
      contents: [{ uri: uri.href, text: 'no news' }],
    }),
  );
  server.registerResource('broken', 'broken://file', {}, () => {
    throw new Error('disk /dev/sdb7 is on fire');
  });
  server.registerResource('forbidden', 'forbidden://file', {}, () => {
    throw new ProtocolError(4030, 'Not for you.', { ask: 'admin' });
  });
  server.registerResource('secret', 'secret://file', {}, (uri, { mcpReq }) => {
    const answer = acceptedContent<{ ok: boolean }>(mcpReq.inputResponses, 'sure');
    if (answer?.ok === true) return { contents: [{ uri: uri.href, text: 'the secret' }] };
    const ask = inputRequired.elicit({ message: 'Really read it?', requestedSchema: CONFIRM });
    return inputRequired({ inputRequests: { sure: ask } });
  });
}

export function registerTemplates(server: FleetServer): void {
  server.registerResource(
    'note',
    new ResourceTemplate('note://{id}', {
      list: () => ({
        resources: Object.keys(NOTES).map((id) => ({ uri: `note://${id}`, name: id, title: `Note ${id}` })),
      }),
      complete: { id: (value) => startingWith(Object.keys(NOTES), value) },
    }),
    { title: 'Notes', description: 'A note by its id.', mimeType: 'text/plain' },
    (uri, { id }) => ({
      contents: [{ uri: uri.href, mimeType: 'text/plain', text: NOTES[String(id)] ?? '' }],
    }),
  );
  server.registerResource(
    'project-file',
    new ResourceTemplate('project://{name}/{+path}', {
      list: undefined,
      complete: {
        path: (value, context) =>
          startingWith([`${context?.arguments?.['name']}/readme.md`, 'licence'], value),
      },
    }),
    { description: 'A file of a project.' },
    (uri, { name, path }) => ({ contents: [{ uri: uri.href, text: JSON.stringify({ name, path }) }] }),
  );
}

export function registerPrompts(server: FleetServer): void {
  server.registerPrompt('hello', { title: 'Hello', description: 'No arguments.' }, () => ({
    description: 'A greeting.',
    messages: [{ role: 'user', content: { type: 'text', text: 'Say hello.' } }],
  }));
  server.registerPrompt(
    'translate',
    {
      title: 'Translate',
      description: 'Two arguments with suggestions.',
      argsSchema: z.object({
        language: completable(z.string().describe('Into which'), (value) => startingWith(LANGUAGES, value)),
        framework: completable(z.string().optional(), (value, context) =>
          startingWith(FRAMEWORKS[context?.arguments?.['language'] ?? ''] ?? [], value),
        ),
      }),
    },
    ({ language, framework }) => ({
      messages: [
        { role: 'user', content: { type: 'text', text: `Into ${language} for ${framework ?? 'anything'}.` } },
        { role: 'assistant', content: { type: 'image', data: PIXEL_PNG, mimeType: 'image/png' } },
        { role: 'user', content: { type: 'resource', resource: { uri: 'note://garden', text: 'water' } } },
      ],
    }),
  );
  server.registerPrompt(
    'many',
    { argsSchema: z.object({ n: completable(z.string(), manyNumbers) }) },
    () => ({
      messages: [],
    }),
  );
  server.registerPrompt('asking', { description: 'Asks before it is filled in.' }, async (ctx) => {
    const { action } = await ctx.elicit({ message: 'Go on?', requestedSchema: CONFIRM });
    return { messages: [{ role: 'user', content: { type: 'text', text: action } }] };
  });
  server.registerPrompt('broken', { description: 'Fails.' }, () => {
    throw new Error('template /srv/secret.txt is missing');
  });
}

/** More suggestions than one answer may hold. */
export function manyNumbers(): number[] {
  return Array.from({ length: 250 }, (_, index) => index);
}
