// HTTP requests to one server. Over `node:http` rather than `fetch`, which gives up on an answer that takes longer
// than five minutes: here only the caller decides how long to wait.

import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { ClientError } from './client-error.ts';

export class HttpConnection {
  readonly url: URL;
  readonly #headers: Readonly<Record<string, string>>;

  /** @param headers sent with every request */
  constructor(url: URL, headers: Readonly<Record<string, string>>) {
    this.url = url;
    this.#headers = headers;
  }

  /** Sends a JSON-RPC message. @throws ClientError UNREACHABLE, or what `signal` was aborted with */
  post(
    message: object,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const body = JSON.stringify(message);
    const all = {
      'Content-Type': 'application/json',
      'Content-Length': String(Buffer.byteLength(body)),
      Accept: 'application/json, text/event-stream',
      ...headers,
    };
    return this.send('POST', all, signal, body);
  }

  send(
    method: 'POST' | 'GET' | 'DELETE',
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
    body?: string,
  ): Promise<IncomingMessage> {
    const open = this.url.protocol === 'https:' ? requestHttps : requestHttp;
    return new Promise((resolve, reject) => {
      const fail = (error: unknown): void => reject(signal.aborted ? signal.reason : this.#explain(error));
      const request = open(this.url, { method, headers: { ...this.#headers, ...headers }, signal });
      request.on('response', resolve);
      request.on('error', fail);
      request.end(body);
    });
  }

  #explain(error: unknown): ClientError {
    const { host, hostname, origin } = this.url;
    const cause = innermost(error);
    const say = (message: string): ClientError => new ClientError('UNREACHABLE', message, { cause });
    switch (cause.code) {
      case 'ECONNREFUSED':
        return say(`Nothing answers at ${host}; is the server running?`);
      case 'ENOTFOUND':
      case 'EAI_AGAIN':
        return say(`There is no host named ${hostname}.`);
      case 'ECONNRESET':
      case 'EPIPE':
        return say(`${host} closed the connection without an answer.`);
      case 'EPROTO':
      case 'ERR_SSL_WRONG_VERSION_NUMBER':
      case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
        return say(`${host} does not speak TLS; try ${origin.replace('https:', 'http:')}.`);
      case 'HPE_INVALID_CONSTANT':
        return say(`What answers at ${host} does not speak HTTP; with TLS, the URL begins with https://.`);
      default:
        return say(`${host} cannot be reached: ${cause.message}`);
    }
  }
}

/** Of several addresses that were tried, the failure of the last one. */
function innermost(error: unknown): NodeJS.ErrnoException {
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors.at(-1));
  return error as NodeJS.ErrnoException;
}
