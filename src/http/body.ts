// Reads a request body into one JSON value, refusing what is too large while it arrives, what is not UTF-8, and what
// is not JSON that is safe to walk.

import type { IncomingMessage } from 'node:http';
import { FleetError } from '../protocol/errors.ts';
import { checkJson, parseJson, tooLarge } from '../protocol/json-text.ts';

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
      done(tooLarge('body', maxBytes), undefined);
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
      if (bytes === undefined) throw new FleetError('PARSE_ERROR', 'Parse error: the body is empty.');
      body = parseJson(bytes, 'body');
    } catch (error) {
      return done(error as FleetError, undefined);
    }
    done(checkJson(body, 'body'), body);
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
