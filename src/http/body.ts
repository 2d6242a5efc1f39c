// Reads a request body into one JSON value, refusing what is too large while it arrives, what is not UTF-8, and what
// is not JSON that is safe to walk.

import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { FleetError } from '../protocol/errors.ts';
import { findJsonProblem, MAX_JSON_DEPTH, nestsTooDeep } from '../protocol/json-guard.ts';

/** Smaller bodies are parsed without a look at their depth first: they cannot keep the parser busy. */
const COUNTED_BYTES = 16_384;
/** What a client may go on sending after its body was refused, in multiples of the limit, before it is cut off. */
const DISCARD_FACTOR = 8;

/**
 * Calls back once, with the parsed body or a FleetError: BODY_TOO_LARGE, PARSE_ERROR or INVALID_REQUEST (then with the
 * body too, for its id). Never calls back when the client goes away first.
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
    if (refused) return;
    if (size > maxBytes) {
      refused = true;
      discardBody(req, maxBytes);
      done(tooLarge(maxBytes), undefined);
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
    const problem = findJsonProblem(body);
    if (problem === undefined) return done(undefined, body);
    done(new FleetError('INVALID_REQUEST', `Invalid request: the body ${problem}.`), body);
  });
}

/**
 * Reads a refused body and throws it away, so that a client that is still sending gets to see the answer; up to a
 * point.
 */
export function discardBody(req: IncomingMessage, maxBytes: number): void {
  let size = 0;
  req.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes * DISCARD_FACTOR) req.destroy();
  });
}

/** @throws FleetError PARSE_ERROR */
function parseJson(bytes: Buffer | undefined): unknown {
  if (bytes === undefined) throw new FleetError('PARSE_ERROR', 'Parse error: the body is empty.');
  if (!isUtf8(bytes)) throw new FleetError('PARSE_ERROR', 'Parse error: the body is not valid UTF-8.');
  if (bytes.length > COUNTED_BYTES && nestsTooDeep(bytes)) {
    throw new FleetError(
      'INVALID_REQUEST',
      `Invalid request: the body nests deeper than ${MAX_JSON_DEPTH} levels.`,
    );
  }
  try {
    return JSON.parse(bytes.toString());
  } catch {
    throw new FleetError('PARSE_ERROR', 'Parse error: the body is not valid JSON.');
  }
}

export function tooLarge(maxBytes: number): FleetError {
  return new FleetError('BODY_TOO_LARGE', `The body is larger than the limit of ${maxBytes} bytes.`, {
    data: { maxBytes },
  });
}
