// Whose fault an error is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FleetError, ProtocolError, ToolError } from '../protocol/errors.ts';
import { verdictOnError } from './circuit-breaker-verdict.ts';

test('what nobody raised on purpose is the fault of the tool', () => {
  assert.equal(verdictOnError(new TypeError('x is undefined')), 'failure');
  assert.equal(verdictOnError('a thrown text'), 'failure');
  assert.equal(verdictOnError(undefined), 'failure');
});

test('a tool that takes too long, breaks or vanishes has failed', () => {
  for (const code of ['DEADLINE_EXCEEDED', 'INTERNAL_ERROR', 'NODE_LOST'] as const) {
    assert.equal(verdictOnError(new FleetError(code, 'Said why.')), 'failure');
  }
});

test('what the caller got wrong, called off or lacks the right to does not count', () => {
  for (const code of [
    'INVALID_PARAMS',
    'METHOD_NOT_FOUND',
    'HEADER_MISMATCH',
    'MISSING_CLIENT_CAPABILITY',
    'INVALID_REQUEST_STATE',
    'FORBIDDEN',
    'CANCELLED',
  ] as const) {
    assert.equal(verdictOnError(new FleetError(code, 'Said why.')), 'ignored');
  }
});

test('a refusal by another protection does not count', () => {
  for (const code of ['RATE_LIMITED', 'OVERLOADED', 'TOOL_UNAVAILABLE', 'DRAINING'] as const) {
    assert.equal(verdictOnError(new FleetError(code, 'Said why.')), 'ignored');
  }
});

test('an error that the author raised for the caller does not count, unless it says that the tool is at fault', () => {
  assert.equal(verdictOnError(new ToolError('There is no such city.')), 'ignored');
  assert.equal(verdictOnError(new ProtocolError(-32602, 'No such city.')), 'ignored');
  assert.equal(verdictOnError(new ProtocolError(1001, 'Sold out.')), 'ignored');
  assert.equal(verdictOnError(new ProtocolError(-32603, 'The database is away.')), 'failure');
});
