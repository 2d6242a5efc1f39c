// The context that a factory of SDK v2 is called with, and what the factory reads of it. That decides who may share a
// server: one that was built for somebody must not serve anybody else.

import type { AuthInfo } from '../../server/principal.ts';

/** What the SDK's `McpRequestContext` has. */
export interface SdkFactoryContext {
  /** `legacy` for the session eras. */
  readonly era: 'legacy' | 'modern';
  /** Who asks, as in handlers; undefined when nobody in particular does. */
  readonly authInfo?: AuthInfo;
  /** The request that the server is built for; without its credentials. */
  readonly requestInfo?: Request;
}

/** Those members of a context that tell one request from another. */
export interface ContextUse {
  authInfo: boolean;
  requestInfo: boolean;
}

export interface ContextSource {
  readonly era: SdkFactoryContext['era'];
  readonly authInfo: AuthInfo | undefined;
  /** Made when the factory reads it. */
  readonly request: () => Request | undefined;
  /** What may also be read when the factory is done: what is the same for all requests that the server will serve. */
  readonly lasting: Readonly<ContextUse>;
}

export interface TrackedContext {
  readonly context: SdkFactoryContext;
  /** What the factory has read so far. */
  readonly use: ContextUse;
  /** The factory is done: what it reads from here on, it reads while it serves. */
  seal(): void;
}

export function trackContext(source: ContextSource): TrackedContext {
  const use: ContextUse = { authInfo: false, requestInfo: false };
  let isSealed = false;
  let request: Request | undefined;
  const note = (key: keyof ContextUse): void => {
    use[key] = true;
    if (isSealed && !source.lasting[key]) throw readTooLate(key);
  };
  const values = {
    era: source.era,
    get authInfo() {
      note('authInfo');
      return source.authInfo;
    },
    get requestInfo() {
      note('requestInfo');
      request ??= source.request();
      return request;
    },
  };
  // Whoever looks whether a member is there has read it too.
  const noted = (key: PropertyKey): boolean => Reflect.get(values, key) !== undefined;
  const context = new Proxy(values, {
    has: (_, key) => noted(key),
    ownKeys: () => ['era', 'authInfo', 'requestInfo'].filter(noted),
  }) as SdkFactoryContext;
  return {
    context,
    use,
    seal: () => {
      isSealed = true;
    },
  };
}

function readTooLate(key: keyof ContextUse): TypeError {
  const instead = key === 'authInfo' ? 'ctx.http.authInfo' : 'ctx.http.req';
  return new TypeError(
    `A server that serves many requests read ${key} of the context that it was made with: ` +
      `read ${instead} in the handler, or pass { instances: 'request' } to fromSdk.`,
  );
}
