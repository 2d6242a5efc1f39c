// The checks of what clients read without calling a tool: resources, prompts and completion.
import assert from 'node:assert/strict';
import { z } from 'zod';
import type { Check } from './tool-checks.ts';

const README = 'docs://examples/workbench/README.md';

const schemaContents = z.object({ columns: z.array(z.object({ name: z.string(), kind: z.string() })) });

export const CONTENT_CHECKS: Record<string, Check> = {
  'documents are listed and read': async ({ client }) => {
    const { resources } = await client.listResources();
    const entry = resources.find(({ uri }) => uri === README);
    assert.equal(entry?.name, 'examples/workbench/README.md');
    assert.equal(entry.mimeType, 'text/markdown');
    const { contents } = await client.readResource({ uri: README });
    assert.equal(contents.length, 1);
    const [document] = contents;
    assert.equal(
      document !== undefined && 'text' in document && document.text.startsWith('# Workbench\n'),
      true,
    );
  },

  'nothing outside the documents can be read': async ({ client }) => {
    for (const uri of [
      'docs://../package.json',
      'docs://package.json',
      'docs://examples/../package.json',
      'docs://examples%2F..%2F..%2Fetc%2Fpasswd',
      'docs:///etc/passwd',
      'note://..%2Fsecret',
    ]) {
      await assert.rejects(client.readResource({ uri }), /There is no (document|note)/, uri);
    }
  },

  'the templates are listed': async ({ client }) => {
    const { resourceTemplates } = await client.listResourceTemplates();
    assert.deepEqual(resourceTemplates.map(({ uriTemplate }) => uriTemplate).sort(), [
      'docs://{+path}',
      'note://{id}',
    ]);
  },

  'the schema of the orders names their columns': async ({ client }) => {
    const { contents } = await client.readResource({ uri: 'data://orders/schema' });
    const [schema] = contents;
    assert.equal(schema?.mimeType, 'application/json');
    const { columns } = schemaContents.parse(JSON.parse('text' in schema ? schema.text : ''));
    assert.deepEqual(
      columns.map(({ name, kind }) => `${name}: ${kind}`),
      [
        'time: time',
        'region: text',
        'product: text',
        'quantity: number',
        'price_eur: number',
        'latency_ms: number',
      ],
    );
  },

  'paths complete in the prompt and in the template': async ({ client }) => {
    const argument = { name: 'path', value: 'EXAMPLES/workb' };
    for (const ref of [
      { type: 'ref/prompt', name: 'summarise_document' },
      { type: 'ref/resource', uri: 'docs://{+path}' },
    ] as const) {
      const { completion } = await client.complete({ ref, argument });
      assert.deepEqual(completion.values, ['examples/workbench/README.md']);
    }
  },

  'summarise_document puts the document before the model': async ({ client }) => {
    const { messages } = await client.getPrompt({
      name: 'summarise_document',
      arguments: { path: 'examples/workbench/README.md' },
    });
    const contents = messages.map(({ content }) => content);
    assert.deepEqual(
      contents.map(({ type }) => type),
      ['resource', 'text'],
    );
    assert.equal(contents[0]?.type === 'resource' && contents[0].resource.uri, README);
  },

  'a prompt for a document that is not there is refused': async ({ client }) => {
    const asked = client.getPrompt({ name: 'summarise_document', arguments: { path: 'nowhere.md' } });
    await assert.rejects(asked, /There is no document "nowhere\.md"/);
  },

  'explain_dataset passes the question on': async ({ client }) => {
    const { messages } = await client.getPrompt({
      name: 'explain_dataset',
      arguments: { question: 'Who waits longest?' },
    });
    const last = messages.at(-1)?.content;
    assert.equal(
      last?.type === 'text' && last.text.includes('question about the data set: Who waits longest?'),
      true,
    );
  },
};
