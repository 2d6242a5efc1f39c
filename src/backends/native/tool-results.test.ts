// What becomes of a value that a tool returns: its shape, its structured content, and its output schema.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { FakeHost, fakeCall } from '../../../test/support/fake-call.ts';
import type { CallInit } from '../../server/call.ts';
import { callTool, type ToolConfig, ToolEntry, type ToolHandler } from './tools.ts';

function entry(config: ToolConfig, handler: (...args: never[]) => unknown): ToolEntry {
  return new ToolEntry('sum', config, handler as ToolHandler);
}

/** The result of a call, or what it asks; rejects with what the call is refused with. */
async function outcomeOf(tool: ToolEntry, args?: unknown, init: Partial<CallInit> = {}) {
  const params = { name: 'sum', ...(args !== undefined && { arguments: args }) };
  return await callTool(tool, fakeCall({ params, ...init }));
}

function result(value: object) {
  return { kind: 'result', result: value };
}

function failed(text: string) {
  return result({ content: [{ type: 'text', text }], isError: true });
}

/** The same, as the tool's own fault. */
function broken(text: string) {
  return { ...failed(text), failed: true };
}

const OPAQUE = broken('Tool "sum" failed. The server\'s log has the details under reference ref-1.');

for (const [what, returned] of [
  ['nothing', undefined],
  ['a text', 'done'],
  ['content that is no list', { content: 'done' }],
  ['an empty object', {}],
  ['a list', [{ type: 'text', text: 'x' }]],
] as const) {
  test(`a handler that returns ${what} has failed, and its author is told what to return`, async () => {
    const host = new FakeHost();
    assert.deepEqual(
      await outcomeOf(
        entry({}, () => returned),
        {},
        { host },
      ),
      OPAQUE,
    );
    assert.match(String(host.reported[0]?.error), /must return \{ content: \[\.\.\.\] \}/);
  });
}

test('structured content without content is also told as text', async () => {
  assert.deepEqual(
    await outcomeOf(entry({}, async () => ({ structuredContent: { sum: 3 } }))),
    result({ structuredContent: { sum: 3 }, content: [{ type: 'text', text: '{"sum":3}' }] }),
  );
});

const sumSchema = z.object({ sum: z.number() });
const numberSchema = z.number();

for (const [what, outputSchema, returned] of [
  ['another type', sumSchema, { content: [], structuredContent: { sum: 'three' } }],
  ['nothing structured', sumSchema, { content: [] }],
  [
    'a wrong value, told later',
    sumSchema.refine(async () => false),
    { content: [], structuredContent: { sum: 3 } },
  ],
] as const) {
  test(`a result with ${what} that the output schema refuses is a failure of the tool`, async () => {
    const host = new FakeHost();
    assert.deepEqual(
      await outcomeOf(
        entry({ outputSchema }, () => returned),
        {},
        { host },
      ),
      OPAQUE,
    );
    assert.match(String(host.reported[0]?.error), /structuredContent that its outputSchema refuses/);
  });
}

test('a result that says it is an error need not fit the output schema', async () => {
  const returned = { content: [], isError: true };
  assert.deepEqual(await outcomeOf(entry({ outputSchema: sumSchema }, () => returned)), result(returned));
});

test('a structured object travels as it is in both eras', async () => {
  const tool = entry({ outputSchema: sumSchema }, () => ({ content: [], structuredContent: { sum: 3 } }));
  const expected = result({ content: [], structuredContent: { sum: 3 } });
  assert.deepEqual(await outcomeOf(tool, {}, { era: 'modern' }), expected);
  assert.deepEqual(await outcomeOf(tool, {}, { era: 'session' }), expected);
});

test('structured content that is no object travels wrapped in sessions, and is described so', async () => {
  const tool = entry({ outputSchema: numberSchema }, () => ({ content: [], structuredContent: 3 }));
  const answered = async (era: 'modern' | 'session') => await outcomeOf(tool, {}, { era });
  assert.deepEqual(await answered('modern'), result({ content: [], structuredContent: 3 }));
  assert.deepEqual(await answered('session'), result({ content: [], structuredContent: { result: 3 } }));
  const described = (era: 'modern' | 'session') =>
    (
      tool.describe(era) as {
        outputSchema: { type: string; properties?: { result: { type: string } }; required?: string[] };
      }
    ).outputSchema;
  assert.equal(described('modern').type, 'number');
  assert.equal(described('session').type, 'object');
  assert.equal(described('session').properties?.result.type, 'number');
  assert.deepEqual(described('session').required, ['result']);
});
