// What a tool call does and answers: every way in which arguments, handler and result can go right or wrong.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { FakeHost, fakeCall } from '../../../test/support/fake-call.ts';
import { FleetError, ProtocolError, ToolError } from '../../protocol/errors.ts';
import type { CallInit } from '../../server/call.ts';
import { CallContext } from './call-context.ts';
import { callTool, type ToolConfig, ToolEntry, type ToolHandler } from './tools.ts';

const OK = { content: [{ type: 'text', text: 'ok' }] };

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

test('a tool without input schema gets the context alone', async () => {
  const seen: unknown[][] = [];
  const tool = entry({}, (...given: unknown[]) => {
    seen.push(given);
    return OK;
  });
  assert.deepEqual(await outcomeOf(tool, { ignored: 1 }), result(OK));
  const [[ctx, ...others] = []] = seen;
  assert.ok(ctx instanceof CallContext);
  assert.equal(ctx.requestId, 1);
  assert.deepEqual(others, []);
});

test('a tool with an input schema gets the arguments as its schema converts them', async () => {
  const inputSchema = z.object({ a: z.coerce.number(), unit: z.string().default('km') });
  const seen: unknown[] = [];
  await outcomeOf(
    entry({ inputSchema }, (args: unknown) => seen.push(args) && OK),
    { a: '5' },
  );
  assert.deepEqual(seen, [{ a: 5, unit: 'km' }]);
});

test('absent and null arguments count as none', async () => {
  const tool = entry({ inputSchema: { type: 'object' } }, (args: unknown) => ({
    content: [],
    structuredContent: args,
  }));
  assert.deepEqual(await outcomeOf(tool), result({ content: [], structuredContent: {} }));
  assert.deepEqual(await outcomeOf(tool, null), result({ content: [], structuredContent: {} }));
});

for (const args of [[], 'text', 5, true]) {
  test(`arguments that are ${JSON.stringify(args)} are a protocol error`, async () => {
    const tool = entry({}, () => assert.fail('ran'));
    await assert.rejects(outcomeOf(tool, args), { code: 'INVALID_PARAMS', rpcCode: -32602 });
  });
}

for (const [what, inputSchema] of [
  ['a zod schema', z.object({ a: z.number() })],
  ['a raw JSON Schema', { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] }],
  ['a schema that validates later', z.object({ a: z.number() }).refine(async () => true)],
] as const) {
  test(`arguments that ${what} refuses are told to the model, and the tool does not run`, async () => {
    const host = new FakeHost();
    const reply = await outcomeOf(
      entry({ inputSchema }, () => assert.fail('ran')),
      { a: 'x' },
      { host },
    );
    assert.ok(reply.kind === 'result');
    const { content, isError } = reply.result as { content: [{ text: string }]; isError: boolean };
    assert.equal(isError, true);
    assert.match(content[0].text, /^Invalid arguments for tool "sum": .*\ba\b/);
    assert.deepEqual(host.reported, []);
  });
}

test('arguments that pass a schema later reach the tool', async () => {
  const inputSchema = z.object({ a: z.number() }).refine(async ({ a }) => a > 1);
  assert.deepEqual(
    await outcomeOf(
      entry({ inputSchema }, () => OK),
      { a: 2 },
    ),
    result(OK),
  );
});

for (const [when, fail] of [
  [
    'at once',
    (error: unknown): never => {
      throw error;
    },
  ],
  [
    'later',
    async (error: unknown): Promise<never> => {
      throw error;
    },
  ],
] as const) {
  test(`a tool error ${when} is told to the model as it is`, async () => {
    const host = new FakeHost();
    const tool = entry({}, () => fail(new ToolError('The city is unknown.')));
    assert.deepEqual(await outcomeOf(tool, {}, { host }), failed('The city is unknown.'));
    assert.deepEqual(host.reported, []);
  });

  test(`an unexpected error ${when} is logged, and the model gets a reference to it only`, async () => {
    const host = new FakeHost();
    const error = new Error('connect to 10.0.0.5 with password hunter2');
    assert.deepEqual(
      await outcomeOf(
        entry({}, () => fail(error)),
        {},
        { host },
      ),
      OPAQUE,
    );
    assert.deepEqual(host.reported, [{ error, what: 'Tool "sum"' }]);
  });

  test(`a fleet error ${when} ends the call as a protocol error`, async () => {
    const error = new ProtocolError(-1, 'Quota used up.');
    await assert.rejects(outcomeOf(entry({}, () => fail(error))), error);
  });
}

test('with exposed errors the model gets the message, also of what is no error', async () => {
  const host = new FakeHost();
  host.exposeErrors = true;
  const thrower = (thrown: unknown) =>
    entry({}, () => {
      throw thrown;
    });
  assert.deepEqual(await outcomeOf(thrower(new Error('boom')), {}, { host }), broken('boom'));
  assert.deepEqual(await outcomeOf(thrower('text'), {}, { host }), broken('text'));
  assert.deepEqual(await outcomeOf(thrower(undefined), {}, { host }), broken('undefined'));
  assert.equal(host.reported.length, 3);
});

test('after an abort whatever the handler throws is that abort', async () => {
  const gone = new FleetError('CANCELLED', 'Gone.');
  const call = fakeCall();
  const tool = entry({}, async () => {
    call.abort(gone);
    throw new Error('The socket was closed.');
  });
  await assert.rejects(async () => callTool(tool, call), gone);
  assert.deepEqual((call.host as FakeHost).reported, []);
});

const inputSchema = {
  type: 'object',
  properties: { region: { type: 'string', 'x-mcp-header': 'Region' } },
};

test('a mirrored argument must come with its header in the modern era, and never in a session', async () => {
  const tool = entry({ inputSchema }, () => OK);
  const paramHeaders = (region?: string) =>
    new Map(region === undefined ? [] : [['mcp-param-region', region]]);
  const args = { region: 'eu' };
  assert.deepEqual(await outcomeOf(tool, args, { paramHeaders: paramHeaders('eu') }), result(OK));
  assert.deepEqual(
    await outcomeOf(tool, args, { paramHeaders: paramHeaders('=?base64?ZXU=?=') }),
    result(OK),
  );
  assert.deepEqual(await outcomeOf(tool, {}, { paramHeaders: paramHeaders() }), result(OK));
  assert.deepEqual(await outcomeOf(tool, args, { era: 'session' }), result(OK));
  for (const wrong of ['us', undefined, '=?base64?ZXU?=']) {
    const refused = outcomeOf(tool, args, { paramHeaders: paramHeaders(wrong) });
    await assert.rejects(refused, { code: 'HEADER_MISMATCH', rpcCode: -32020 });
  }
});

test('a scale that cannot be meant is refused where the tool is registered', () => {
  for (const [scale, message] of [
    [{ timeoutMs: -1 }, /^scale of tool "sum"\.timeoutMs must be an integer from 0 to 2147483647: -1\.$/],
    [{ maxConcurrent: 0 }, /^scale of tool "sum"\.maxConcurrent must be an integer from 1 to 1000000: 0\.$/],
    [{ rateLimit: { perSecond: 0 } }, /rateLimit\.perSecond must be a number from 0\.001 to 1000000: 0\.$/],
    [{ rateLimit: 5 }, /rateLimit must be an object with perSecond and, if need be, burst\.$/],
    [{ circuitBreaker: 'no' }, /circuitBreaker must be true or false: no\.$/],
    [{ timeout: 5 }, /timeout is no option of a tool; those are timeoutMs, maxConcurrent, /],
    [null, /^scale of tool "sum" must be an object: null\.$/],
  ] as const) {
    assert.throws(() => entry({ scale: scale as ToolConfig['scale'] & object }, () => OK), { message });
  }
});
