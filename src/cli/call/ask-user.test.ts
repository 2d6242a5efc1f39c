import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import type { ElicitParams, ElicitResult } from '../../protocol/mcp.ts';
import { UserPrompt } from './ask-user.ts';

const FORM: ElicitParams = {
  message: 'Who are \u001b[2Jyou?',
  requestedSchema: {
    type: 'object',
    properties: { name: { type: 'string' }, age: { type: 'integer', minimum: 0 }, mail: { type: 'string' } },
    required: ['name', 'age'],
  },
};

/** Asks somebody who answers with these lines, all at once, and then says nothing more. */
async function ask(
  params: ElicitParams,
  lines: readonly string[],
): Promise<{ result: ElicitResult; shown: string }> {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const prompt = new UserPrompt(input, output);
  const answered = prompt.elicit(params);
  input.end(lines.map((line) => `${line}\n`).join(''));
  const result = await answered;
  prompt.close();
  return { result, shown: String(output.read()) };
}

test('each field is asked until its answer fits, and what is left empty is left out', async () => {
  const { result, shown } = await ask(FORM, ['', 'Ada', 'old', '-1', '36', '', 'y']);
  assert.deepEqual(result, { action: 'accept', content: { name: 'Ada', age: 36 } });
  assert.match(shown, /Who are \uFFFD\[2Jyou\?/);
  for (const problem of ['An answer is needed.', 'must be a whole number', 'at least 0'])
    assert.ok(shown.includes(problem));
});

test('an answer that is not to be sent declines', async () => {
  assert.deepEqual((await ask(FORM, ['Ada', '36', '', 'what?', 'n'])).result, { action: 'decline' });
});

test('an end of the input cancels', async () => {
  assert.deepEqual((await ask(FORM, ['Ada'])).result, { action: 'cancel' });
});

test('a form without fields asks for consent, which nobody gives by accident', async () => {
  const consent = { message: 'Delete it?', requestedSchema: { type: 'object', properties: {} } };
  assert.deepEqual((await ask(consent, ['yes'])).result, { action: 'accept', content: {} });
  assert.deepEqual((await ask(consent, [''])).result, { action: 'decline' });
});

test('a page is shown, and the answer is whether it was visited', async () => {
  const page: ElicitParams = { mode: 'url', message: 'Sign in.', url: 'https://example.com/sign-in' };
  const { result, shown } = await ask(page, ['']);
  assert.deepEqual(result, { action: 'accept' });
  assert.ok(shown.includes('Visit https://example.com/sign-in'));
});
