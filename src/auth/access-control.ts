// All of authentication and authorization behind one object, as a node uses it: who sends a request, whether it may do
// what it asks for, and the page that tells clients how to get a token.

import type { FleetError } from '../protocol/errors.ts';
import type { RpcMessage } from '../protocol/json-rpc.ts';
import type { Principal } from '../server/principal.ts';
import type { FilledAuth, FilledTokenAuth } from './auth-options.ts';
import { Authenticator } from './authenticator.ts';
import { Challenges } from './challenges.ts';
import type { CredentialedRequest } from './credential.ts';
import type { Fetch } from './fetch-json.ts';
import { FunctionVerifier } from './function-verifier.ts';
import { IssuerKeys } from './issuer-keys.ts';
import { ProtectedResource, type ProtectedResourceOptions } from './protected-resource.ts';
import { hasScopes, ScopeRules } from './scope-rules.ts';
import { TokenVerifier } from './token-verifier.ts';

/** What access control needs of its surroundings. */
export interface AccessControlHost {
  /** Path of the MCP endpoint. */
  readonly path: string;
  /** What clients are asked to get a token for. */
  readonly server: ProtectedResourceOptions['server'];
  readonly now: () => number;
  readonly fetch: Fetch;
  /** Logs an unexpected error and returns the reference under which it is found. */
  readonly report: (error: unknown, what: string) => string;
  /** Told each time that the keys of an issuer could not be fetched. */
  readonly onKeysFailure: (issuer: string, error: unknown) => void;
}

export class AccessControl {
  /** Header that carries credentials beside `Authorization`, in lower case. */
  readonly secretHeader: string | undefined;
  readonly #authenticator: Authenticator;
  readonly #challenges: Challenges;
  readonly #scopes: ScopeRules;
  readonly #resource: ProtectedResource;

  constructor(auth: FilledAuth, host: AccessControlHost) {
    const { path, server, now, report } = host;
    const header = auth.kind === 'verify' ? auth.header : undefined;
    this.secretHeader = header;
    this.#scopes = new ScopeRules(auth);
    this.#resource = new ProtectedResource({ ...auth, path, server });
    this.#challenges = new Challenges({
      resource: this.#resource,
      requiredScopes: auth.requiredScopes,
      header,
    });
    const verifier = auth.kind === 'verify' ? new FunctionVerifier(auth) : tokenVerifier(auth, host);
    this.#authenticator = new Authenticator({
      verifier,
      scopes: this.#scopes,
      challenges: this.#challenges,
      header,
      now,
      report,
    });
  }

  /**
   * Who sends a request, at once when its credential is known.
   * @throws FleetError UNAUTHORIZED, AUTH_UNAVAILABLE, OVERLOADED or INVALID_REQUEST; or rejects with one
   */
  authenticate(request: CredentialedRequest): Principal | Promise<Principal> {
    return this.#authenticator.authenticate(request);
  }

  /**
   * Checks that a principal may send a request, or this message of it.
   * @throws FleetError INSUFFICIENT_SCOPE naming all that is needed
   */
  authorize(principal: Principal, host: string | undefined, message?: RpcMessage): void {
    const needed = this.#scopes.neededFor(message === undefined ? undefined : calledTool(message));
    if (!hasScopes(principal, needed)) throw this.#challenges.insufficientScope(needed, host);
  }

  /** The refusal of what needs these scopes, for clients that sent their request to `host`. */
  insufficientScope(scopes: readonly string[], host: string | undefined): FleetError {
    return this.#challenges.insufficientScope(scopes, host);
  }

  /** The protected-resource metadata, when it is at that path. */
  metadataAt(path: string, host: string | undefined): string | undefined {
    return this.#resource.metadataAt(path, host);
  }
}

function tokenVerifier(
  auth: FilledTokenAuth,
  { now, fetch, onKeysFailure: onFailure }: AccessControlHost,
): TokenVerifier {
  const { issuers, jwksUri } = auth;
  const keys = new Map(
    issuers.map((issuer) => [issuer, new IssuerKeys({ issuer, jwksUri, fetch, now, onFailure })]),
  );
  return new TokenVerifier({ auth, keys, now });
}

function calledTool(message: RpcMessage): string | undefined {
  if (message.kind !== 'request' || message.method !== 'tools/call') return undefined;
  const { name } = message.params;
  return typeof name === 'string' ? name : undefined;
}
