// From bytes of a client to a JSON value that is safe to walk, with an error that says what is wrong.

import { isUtf8 } from 'node:buffer';
import { FleetError } from './errors.ts';
import { findJsonProblem, MAX_JSON_DEPTH, nestsTooDeep } from './json-guard.ts';

/** What the bytes are, for error messages. */
type Container = 'body' | 'line';

/** Smaller texts are parsed without a look at their depth first: they cannot keep the parser busy. */
const COUNTED_BYTES = 16_384;

/** @throws FleetError PARSE_ERROR; INVALID_REQUEST when it nests too deep to be parsed */
export function parseJson(bytes: Buffer, container: Container): unknown {
  if (!isUtf8(bytes))
    throw new FleetError('PARSE_ERROR', `Parse error: the ${container} is not valid UTF-8.`);
  if (bytes.length > COUNTED_BYTES && nestsTooDeep(bytes)) {
    throw unsafe(container, `nests deeper than ${MAX_JSON_DEPTH} levels`);
  }
  try {
    return JSON.parse(bytes.toString());
  } catch {
    throw new FleetError('PARSE_ERROR', `Parse error: the ${container} is not valid JSON.`);
  }
}

/** INVALID_REQUEST for a parsed value that is not safe to walk; undefined when it is. */
export function checkJson(value: unknown, container: Container): FleetError | undefined {
  const problem = findJsonProblem(value);
  return problem === undefined ? undefined : unsafe(container, problem);
}

function unsafe(container: Container, problem: string): FleetError {
  return new FleetError('INVALID_REQUEST', `Invalid request: the ${container} ${problem}.`);
}

export function tooLarge(container: Container, maxBytes: number): FleetError {
  return new FleetError('BODY_TOO_LARGE', `The ${container} is larger than the limit of ${maxBytes} bytes.`, {
    data: { maxBytes },
  });
}
