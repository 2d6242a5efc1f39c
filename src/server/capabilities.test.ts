// Which questions a client can be asked, by what it declared.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientCapabilities, InputRequest } from '../protocol/mcp.ts';
import { missingCapability, requireCapability } from './capabilities.ts';
import { inputRequired } from './input-required.ts';

const form = inputRequired.elicit({ message: 'Name?', requestedSchema: { type: 'object' } });
const page = inputRequired.elicitUrl({ message: 'Sign in', url: 'https://example.com' });
const unnamedMode = { method: 'elicitation/create', params: { message: 'm', requestedSchema: {} } } as const;
const sampling = inputRequired.createMessage({ messages: [], maxTokens: 1 });
const samplingWithTools = inputRequired.createMessage({ messages: [], maxTokens: 1, tools: [] });
const roots = inputRequired.listRoots();

type Row = readonly [what: string, InputRequest, declared: ClientCapabilities, missing: object | undefined];
const ROWS: readonly Row[] = [
  ['a form to a client without elicitation', form, {}, { elicitation: {} }],
  ['a form to a client with plain elicitation', form, { elicitation: {} }, undefined],
  ['a form without a mode to such a client', unnamedMode, { elicitation: {} }, undefined],
  ['a form to a client with forms', form, { elicitation: { form: {} } }, undefined],
  ['a form to a client with both modes', form, { elicitation: { form: {}, url: {} } }, undefined],
  ['a form to a client with pages only', form, { elicitation: { url: {} } }, { elicitation: { form: {} } }],
  ['a page to a client without elicitation', page, {}, { elicitation: { url: {} } }],
  ['a page to a client with plain elicitation', page, { elicitation: {} }, { elicitation: { url: {} } }],
  ['a page to a client with pages', page, { elicitation: { url: {} } }, undefined],
  ['sampling from a client without it', sampling, { elicitation: {} }, { sampling: {} }],
  ['sampling from a client with it', sampling, { sampling: {} }, undefined],
  [
    'sampling with tools from a client without those',
    samplingWithTools,
    { sampling: {} },
    { sampling: { tools: {} } },
  ],
  ['sampling with tools from a client with them', samplingWithTools, { sampling: { tools: {} } }, undefined],
  ['roots of a client without them', roots, { sampling: {} }, { roots: {} }],
  ['roots of a client with them', roots, { roots: {} }, undefined],
];
for (const [what, request, declared, missing] of ROWS) {
  test(`${what} ${missing === undefined ? 'can be asked' : `lacks ${JSON.stringify(missing)}`}`, () => {
    assert.deepEqual(missingCapability(request, declared), missing);
  });
}

test('the refusal names what the client would have to declare', () => {
  assert.throws(() => requireCapability(sampling, {}), {
    code: 'MISSING_CLIENT_CAPABILITY',
    rpcCode: -32021,
    httpStatus: 400,
    data: { requiredCapabilities: { sampling: {} } },
  });
});
