// The Web `Request` of a call, for handlers that look at it. Making one costs as much as the rest of a call, and few
// handlers look, so it is made when its first member is read.

import type { HttpFacts } from '../../server/call.ts';

class LazyRequest {
  readonly #http: HttpFacts;
  #request: Request | undefined;

  constructor(http: HttpFacts) {
    this.#http = http;
  }

  #made(): Request {
    this.#request ??= toRequest(this.#http);
    return this.#request;
  }

  static {
    for (const name of Object.getOwnPropertyNames(Request.prototype)) {
      if (name === 'constructor') continue;
      Object.defineProperty(LazyRequest.prototype, name, {
        configurable: true,
        get(this: LazyRequest): unknown {
          const request = this.#made();
          const value: unknown = Reflect.get(request, name);
          return typeof value === 'function' ? value.bind(request) : value;
        },
      });
    }
    // So that it counts as a Request wherever one is expected.
    Object.setPrototypeOf(LazyRequest.prototype, Request.prototype);
  }
}

function toRequest(http: HttpFacts): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(http.headers)) {
    if (value !== undefined) headers.set(name, String(value));
  }
  return new Request(`http://${headers.get('host') ?? 'localhost'}/`, { method: 'POST', headers });
}

/** The request that carried a call, without its body, which is the call itself, and without credentials. */
export function lazyRequest(http: HttpFacts): Request {
  return new LazyRequest(http) as unknown as Request;
}
