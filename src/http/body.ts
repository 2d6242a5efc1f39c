// Reads a request body into one JSON value, refusing what is too large while it arrives, what is not UTF-8, and what
// is not JSON that is safe to walk.

import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { FleetError } from '../protocol/errors.ts';
import { findJsonProblem } from '../protocol/json-guard.ts';

/** What a client may go on sending after its body was refused, in multiples of the limit, before it is cut off. */
const DISCARD_FACTOR = 8;

/**
 * Calls back once, with the parsed body or a FleetError: BODY_TOO_LARGE, PARSE_ERROR or INVALID_REQUEST. Never calls
 * back when the client goes away first.
 */
export function readJsonBody(
  req: IncomingMessage,
  maxBytes: number,
  done: (error: FleetError | undefined, body: unknown) => void,
): void {
  let first: Buffer | undefined;
  let rest: Buffer[] | undefined;
  let size = 0;
  let refused = false;
  req.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) {
      if (!refused) done(tooLarge(maxBytes), undefined);
      refused = true;
      // The rest is read and thrown away, so that the client gets to see the answer.
      if (size > maxBytes * DISCARD_FACTOR) req.destroy();
    } else if (first === undefined) {
      first = chunk;
    } else {
      rest ??= [first];
      rest.push(chunk);
    }
  });
  req.on('end', () => {
    if (refused) return;
    const bytes = rest === undefined ? first : Buffer.concat(rest, size);
    // A request whose answer is a stream lives long; its body need not.
    first = rest = undefined;
    let body: unknown;
    try {
      body = parseJson(bytes);
    } catch (error) {
      return done(error as FleetError, undefined);
    }
    done(undefined, body);
  });
}

/** @throws FleetError PARSE_ERROR or INVALID_REQUEST */
function parseJson(bytes: Buffer | undefined): unknown {
  if (bytes === undefined) throw new FleetError('PARSE_ERROR', 'Parse error: the body is empty.');
  if (!isUtf8(bytes)) throw new FleetError('PARSE_ERROR', 'Parse error: the body is not valid UTF-8.');
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch {
    throw new FleetError('PARSE_ERROR', 'Parse error: the body is not valid JSON.');
  }
  const problem = findJsonProblem(value);
  if (problem !== undefined) throw new FleetError('INVALID_REQUEST', `Invalid request: the body ${problem}.`);
  return value;
}

export function tooLarge(maxBytes: number): FleetError {
  return new FleetError('BODY_TOO_LARGE', `The body is larger than the limit of ${maxBytes} bytes.`, {
    data: { maxBytes },
  });
}
