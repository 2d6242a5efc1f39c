// The HTTP status of a call that ended with an error: those that belong to the message travel with 200.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ErrorCode, FleetError } from '../protocol/errors.ts';
import { statusOf } from './call-runner.ts';

const STATUSES: readonly (readonly [ErrorCode, modern: number, session: number])[] = [
  ['INVALID_PARAMS', 200, 200],
  ['INVALID_REQUEST_STATE', 200, 200],
  ['QUESTION_FAILED', 200, 200],
  ['RESOURCE_NOT_FOUND', 200, 200],
  ['INTERNAL_ERROR', 200, 200],
  ['METHOD_NOT_FOUND', 404, 200],
  ['MISSING_CLIENT_CAPABILITY', 400, 200],
  ['HEADER_MISMATCH', 400, 400],
  ['DEADLINE_EXCEEDED', 504, 504],
  ['OVERLOADED', 503, 503],
  ['DRAINING', 503, 503],
];
for (const [code, modern, session] of STATUSES) {
  test(`a call that ends with ${code} answers HTTP ${modern} in the modern era and ${session} in sessions`, () => {
    const error = new FleetError(code, 'It failed.');
    assert.deepEqual([statusOf(error, 'modern'), statusOf(error, 'session')], [modern, session]);
  });
}
