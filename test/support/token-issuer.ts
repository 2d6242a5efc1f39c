// An authorization server without a network: it signs tokens with keys of its own, and its `fetch` serves the metadata
// and the keys that go with them, for as long as a test lets it.

import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  SignJWT,
} from 'jose';
import type { Fetch } from '../../src/auth/fetch-json.ts';

interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

export class TokenIssuer {
  readonly issuer: string;
  /** Paths that were asked for. */
  readonly asked: string[] = [];
  /** Thrown instead of an answer. */
  down: Error | undefined;
  /** Served instead of the own metadata. */
  metadata: unknown;
  #keys: SigningKey[] = [];
  #minted = 0;

  private constructor(issuer: string) {
    this.issuer = issuer;
    this.metadata = { issuer, jwks_uri: `${new URL(issuer).origin}/keys` };
  }

  static async create(issuer = 'https://issuer.example', alg = 'ES256'): Promise<TokenIssuer> {
    const created = new TokenIssuer(issuer);
    await created.rotate(alg);
    return created;
  }

  /** From now on signs with a new key and publishes only that. */
  async rotate(alg = 'ES256'): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    const kid = `key-${++this.#minted}`;
    this.#keys = [
      { kid, alg, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } },
    ];
  }

  get jwks(): { keys: JWK[] } {
    return { keys: this.#keys.map(({ publicJwk }) => publicJwk) };
  }

  /** The parts of a request to it that a test may hold back. */
  readonly fetch: Fetch = async (url) => {
    this.asked.push(url.pathname);
    if (this.down !== undefined) throw this.down;
    if (url.pathname === '/keys') return Response.json(this.jwks);
    if (url.pathname === '/.well-known/oauth-authorization-server') return Response.json(this.metadata);
    return new Response('Not found', { status: 404 });
  };

  /**
   * An access token for `https://mcp.example/mcp`, from Ada, that ends an hour after `nowMs`.
   * @param claims replaced or, when undefined, left out
   */
  sign(
    nowMs: number,
    claims: Readonly<Record<string, unknown>> = {},
    header: Partial<JWTHeaderParameters> = {},
  ): Promise<string> {
    const [key] = this.#keys as [SigningKey];
    const iat = Math.floor(nowMs / 1000);
    const payload = {
      iss: this.issuer,
      sub: 'ada',
      aud: 'https://mcp.example/mcp',
      iat,
      exp: iat + 3600,
      scope: 'tools:read',
      client_id: 'cli',
      ...claims,
    };
    return new SignJWT(payload)
      .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'at+jwt', ...header })
      .sign(key.privateKey);
  }
}
