// A real OpenID provider on a free port of this machine. It issues JWT access tokens for one MCP server, logs in
// whoever says a name, and can change its keys or go away.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import Provider from 'oidc-provider';
import { createMemoryAdapter } from 'oidc-provider/lib/adapters/memory_adapter.js';

export interface IdentityProviderOptions {
  /** Seconds that an access token is valid. @defaultValue 300 */
  readonly tokenTtlSeconds?: number;
  /** Clients that are known beforehand. Others register themselves. */
  readonly clients?: readonly object[];
}

/** What its access tokens are for. */
export const AUDIENCE = 'urn:example:telling-server';
/** Scopes of the MCP server. */
const SCOPES = 'tools:read tools:write';

export class IdentityProvider {
  readonly issuer: string;
  readonly #server: Server;
  readonly #options: IdentityProviderOptions;
  readonly #adapter = createMemoryAdapter(0);
  /** Paths that were asked for, in order. */
  readonly asked: string[] = [];
  #provider: Provider | undefined;
  #keys = 0;

  private constructor(server: Server, options: IdentityProviderOptions) {
    const { port } = server.address() as AddressInfo;
    this.issuer = `http://127.0.0.1:${port}`;
    this.#server = server;
    this.#options = options;
    server.on('request', (req, res) => void this.#answer(req, res));
  }

  static async start(options: IdentityProviderOptions = {}): Promise<IdentityProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const started = new IdentityProvider(server, options);
    await started.changeKeys();
    return started;
  }

  /** Goes on with a new key: the old one is neither used nor published any more. */
  async changeKeys(): Promise<void> {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    const key = { ...(await exportJWK(privateKey)), kid: `key-${++this.#keys}`, alg: 'RS256', use: 'sig' };
    this.#provider = new Provider(this.issuer, this.#configuration(key));
  }

  #configuration(key: JWK): object {
    const { tokenTtlSeconds = 300, clients = [] } = this.#options;
    return {
      adapter: this.#adapter,
      clients,
      jwks: { keys: [key] },
      cookies: { keys: ['a key that signs cookies of a test'] },
      findAccount: (_ctx: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
      interactions: { url: (_ctx: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
      issueRefreshToken: () => true,
      scopes: ['openid', 'offline_access', ...SCOPES.split(' ')],
      pkce: { required: () => true },
      ttl: {
        AccessToken: tokenTtlSeconds,
        Grant: 3600,
        IdToken: 3600,
        Interaction: 3600,
        RefreshToken: 3600,
        Session: 3600,
      },
      features: {
        devInteractions: { enabled: false },
        registration: { enabled: true },
        resourceIndicators: {
          enabled: true,
          getResourceServerInfo: () => ({
            scope: SCOPES,
            audience: AUDIENCE,
            accessTokenFormat: 'jwt',
            accessTokenTTL: tokenTtlSeconds,
            jwt: { sign: { alg: 'RS256' } },
          }),
          useGrantedResource: () => true,
        },
      },
    };
  }

  async #answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    this.asked.push(new URL(req.url ?? '', this.issuer).pathname);
    const provider = this.#provider as Provider;
    if (req.url?.startsWith('/interaction/')) await interact(provider, req, res);
    else await provider.callback()(req, res);
  }

  /** Cuts all connections and takes no new ones. */
  async goAway(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async comeBack(): Promise<void> {
    const port = Number(new URL(this.issuer).port);
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    if (this.#server.listening) await this.goAway();
  }
}

/** The pages on which people log in and consent: one form each. */
async function interact(provider: Provider, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { prompt, params, session, grantId } = await provider.interactionDetails(req, res);
  if (req.method === 'GET') {
    res.writeHead(200, { 'Content-Type': 'text/html' });
    res.end(
      `<form method="post" action="${req.url}"><input name="login"><button>${prompt.name}</button></form>`,
    );
    return;
  }
  const form = new URLSearchParams(await text(req));
  if (prompt.name === 'login') {
    const login = { accountId: form.get('login') };
    return provider.interactionFinished(req, res, { login }, { mergeWithLastSubmission: false });
  }
  const accountId = session?.accountId ?? '';
  const known = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  const grant = known ?? new provider.Grant({ accountId, clientId: params.client_id });
  const { missingOIDCScope = [], missingResourceScopes = {} } = prompt.details;
  grant.addOIDCScope(missingOIDCScope.join(' '));
  for (const [resource, scopes] of Object.entries(missingResourceScopes)) {
    grant.addResourceScope(resource, scopes.join(' '));
  }
  const consent = { grantId: await grant.save() };
  return provider.interactionFinished(req, res, { consent }, { mergeWithLastSubmission: true });
}
