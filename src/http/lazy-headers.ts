// `req.headers`, parsed for whoever asks for more than Node's server does: it wants to know of every request whether it
// has `expect`, and few have.

import type { IncomingHttpHeaders } from 'node:http';

/** What they are read from. */
export interface HeaderSource {
  /** Name, value, name, value, ... */
  readonly rawHeaders: readonly string[];
  readonly parsedHeaders: IncomingHttpHeaders;
}

export function lazyHeaders(source: HeaderSource): IncomingHttpHeaders {
  return new Proxy({}, new LazyHeaders(source));
}

/** Does everything to the parsed headers, and has them parsed for it, but for one question. */
class LazyHeaders implements ProxyHandler<IncomingHttpHeaders> {
  readonly #source: HeaderSource;

  constructor(source: HeaderSource) {
    this.#source = source;
  }

  get(_target: IncomingHttpHeaders, name: string | symbol): unknown {
    if (name === 'expect' && !wasSent(name, this.#source.rawHeaders)) return undefined;
    return Reflect.get(this.#source.parsedHeaders, name);
  }

  set(_target: IncomingHttpHeaders, name: string | symbol, value: unknown): boolean {
    return Reflect.set(this.#source.parsedHeaders, name, value);
  }

  has(_target: IncomingHttpHeaders, name: string | symbol): boolean {
    return Reflect.has(this.#source.parsedHeaders, name);
  }

  deleteProperty(_target: IncomingHttpHeaders, name: string | symbol): boolean {
    return Reflect.deleteProperty(this.#source.parsedHeaders, name);
  }

  ownKeys(): (string | symbol)[] {
    return Reflect.ownKeys(this.#source.parsedHeaders);
  }

  getOwnPropertyDescriptor(
    _target: IncomingHttpHeaders,
    name: string | symbol,
  ): PropertyDescriptor | undefined {
    return Reflect.getOwnPropertyDescriptor(this.#source.parsedHeaders, name);
  }
}

/** @param lower the name in lower case */
function wasSent(lower: string, raw: readonly string[]): boolean {
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] as string;
    if (name.length === lower.length && name.toLowerCase() === lower) return true;
  }
  return false;
}
