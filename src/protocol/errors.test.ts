// How errors are told to clients.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FleetError, ProtocolError, ToolError, toRpcError } from './errors.ts';

test('a refusal tells its stable code, whether a retry helps and after which time', () => {
  const refusal = new FleetError('DRAINING', 'Going away.', { retryAfterMs: 1000 });
  assert.equal(refusal.httpStatus, 503);
  assert.deepEqual(toRpcError(refusal), {
    code: -32014,
    message: 'Going away.',
    data: { code: 'DRAINING', retryable: true, retryAfterMs: 1000 },
  });
});

test('the data of an error stands beside its code', () => {
  const error = new FleetError('BODY_TOO_LARGE', 'Too large.', { data: { maxBytes: 10 } });
  assert.deepEqual(toRpcError(error).data, { code: 'BODY_TOO_LARGE', retryable: false, maxBytes: 10 });
});

test('the cause of an error is kept for the log and not told to the client', () => {
  const cause = new Error('secret path /etc/x');
  const error = new FleetError('INTERNAL_ERROR', 'Internal error.', { cause });
  assert.equal(error.cause, cause);
  assert.doesNotMatch(JSON.stringify(toRpcError(error)), /secret/);
});

test("an author's protocol error travels exactly as it was thrown, inside a successful exchange", () => {
  const error = new ProtocolError(-1234, 'Quota used up.', { plan: 'free' });
  assert.ok(error instanceof FleetError);
  assert.equal(error.httpStatus, 200);
  assert.equal(error.name, 'ProtocolError');
  assert.deepEqual(toRpcError(error), { code: -1234, message: 'Quota used up.', data: { plan: 'free' } });
  assert.deepEqual(toRpcError(new ProtocolError(5, 'No data.')), { code: 5, message: 'No data.' });
});

test('a tool error is an ordinary error of its own name', () => {
  const error = new ToolError('The city is unknown.');
  assert.equal(error.name, 'ToolError');
  assert.equal(error instanceof FleetError, false);
});
