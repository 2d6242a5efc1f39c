// Answers what Node's HTTP parser refuses: it never reaches a request handler, so the answer is written to the bare
// socket.

import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type ErrorCode, FleetError, toRpcError } from '../protocol/errors.ts';
import { errorText } from '../protocol/json-rpc.ts';

const CLIENT_ERRORS: Record<string, [ErrorCode, string]> = {
  HPE_HEADER_OVERFLOW: ['HEADERS_TOO_LARGE', 'The headers are larger than the limit.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['REQUEST_TIMEOUT', 'The request took too long to arrive.'],
};

/** To be called on `clientError`. */
export function refuseBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  // The response that the socket is busy with, as Node's own handler finds it: nothing may be written into its middle.
  const underWay = (socket as Socket & { _httpMessage?: ServerResponse })._httpMessage;
  if (error.code === 'ECONNRESET' || !socket.writable || underWay?.headersSent === true) {
    return void socket.destroy();
  }
  const [code, message] = CLIENT_ERRORS[error.code ?? ''] ?? [
    'INVALID_REQUEST',
    'The request is not valid HTTP.',
  ];
  const refusal = new FleetError(code, message);
  const body = errorText(undefined, toRpcError(refusal));
  const status = `${refusal.httpStatus} ${STATUS_CODES[refusal.httpStatus]}`;
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
