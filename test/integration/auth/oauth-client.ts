// The official client with everything that its OAuth flow needs: a memory for what it learns, and a person who logs in.

import {
  Client,
  type OAuthClientMetadata,
  type OAuthClientProvider,
  type OAuthDiscoveryState,
  refreshAuthorization,
  type StoredOAuthClientInformation,
  type StoredOAuthTokens,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from '@modelcontextprotocol/client';
import { UserAgent } from './user-agent.ts';

export const CALLBACK = 'http://127.0.0.1:9/callback';

/** What the client remembers of the authorization server. */
export class OAuthMemory implements OAuthClientProvider {
  readonly redirectUrl = CALLBACK;
  readonly clientMetadata: OAuthClientMetadata = {
    client_name: 'Test client',
    redirect_uris: [CALLBACK],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  };
  /** Where the person was sent to, each time. */
  readonly redirects: URL[] = [];
  /** Every token that was issued, the last one in use. */
  readonly issued: StoredOAuthTokens[] = [];
  #client: StoredOAuthClientInformation | undefined;
  #verifier = '';
  #discovery: OAuthDiscoveryState | undefined;

  /** @param client known to the authorization server beforehand; otherwise the client registers itself */
  constructor(client?: StoredOAuthClientInformation) {
    this.#client = client;
  }

  get accessToken(): string {
    return this.issued.at(-1)?.access_token ?? '';
  }

  clientInformation(): StoredOAuthClientInformation | undefined {
    return this.#client;
  }

  saveClientInformation(client: StoredOAuthClientInformation): void {
    this.#client = client;
  }

  tokens(): StoredOAuthTokens | undefined {
    return this.issued.at(-1);
  }

  saveTokens(tokens: StoredOAuthTokens): void {
    this.issued.push(tokens);
  }

  redirectToAuthorization(url: URL): void {
    this.redirects.push(url);
  }

  saveCodeVerifier(verifier: string): void {
    this.#verifier = verifier;
  }

  codeVerifier(): string {
    return this.#verifier;
  }

  saveDiscoveryState(state: OAuthDiscoveryState): void {
    this.#discovery = state;
  }

  discoveryState(): OAuthDiscoveryState | undefined {
    return this.#discovery;
  }
}

/** One request to the MCP server. */
export interface SentRequest {
  /** JSON-RPC method, or the HTTP method of what has none. */
  readonly what: string;
  readonly status: number;
  readonly sessionId: string | null;
  readonly token: string | undefined;
}

export interface OAuthClientOptions {
  readonly user: string;
  readonly era: 'modern' | 'session';
  readonly client?: StoredOAuthClientInformation;
}

export class OAuthClient {
  readonly memory: OAuthMemory;
  readonly person: UserAgent;
  readonly sent: SentRequest[] = [];
  readonly #url: string;
  readonly #era: OAuthClientOptions['era'];
  #sdk: Client | undefined;
  #transport: StreamableHTTPClientTransport | undefined;

  constructor(url: string, { user, era, client }: OAuthClientOptions) {
    this.#url = url;
    this.#era = era;
    this.memory = new OAuthMemory(client);
    this.person = new UserAgent(user);
  }

  get sdk(): Client {
    if (this.#sdk === undefined) throw new Error('The client is not connected.');
    return this.#sdk;
  }

  get sessionId(): string | undefined {
    return this.#transport?.sessionId;
  }

  /** Connects, and logs in when the server asks for that. */
  async connect(): Promise<void> {
    await this.withLogin(async () => {
      const mode = this.#era === 'modern' ? { pin: '2026-07-28' } : 'legacy';
      const sdk = new Client(
        { name: 'oauth-test', version: '1.0.0' },
        { versionNegotiation: { mode: mode as 'legacy' } },
      );
      const transport = new StreamableHTTPClientTransport(new URL(this.#url), {
        authProvider: this.memory,
        fetch: (url, init) => this.#fetch(url, init),
        reconnectionOptions: {
          initialReconnectionDelay: 10,
          maxReconnectionDelay: 50,
          reconnectionDelayGrowFactor: 1,
          maxRetries: 5,
        },
      });
      this.#transport = transport;
      await sdk.connect(transport);
      this.#sdk = sdk;
    });
  }

  async #fetch(url: string | URL, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(url, init);
    if (String(url) !== this.#url) return response;
    const headers = new Headers(init.headers);
    const { method } = (typeof init.body === 'string' ? JSON.parse(init.body) : init) as { method: string };
    this.sent.push({
      what: method,
      status: response.status,
      sessionId: headers.get('mcp-session-id'),
      token: headers.get('authorization')?.replace(/^Bearer /, ''),
    });
    return response;
  }

  /** The statuses of the requests of one kind, in order. */
  statusesOf(what: string): number[] {
    return this.sent.filter((one) => one.what === what).map(({ status }) => status);
  }

  /** Does something, and once more when the person had to log in or consent for it. */
  async withLogin<T>(attempt: () => Promise<T>): Promise<T> {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof UnauthorizedError)) throw error;
    }
    const page = this.memory.redirects.at(-1);
    if (page === undefined) throw new Error('The client was refused, but sent nobody to log in.');
    const callback = await this.person.visit(page, CALLBACK);
    await this.#transport?.finishAuth(callback.searchParams);
    return attempt();
  }

  /** Has the authorization server replace the token, whether it has expired or not. */
  async refresh(): Promise<void> {
    const { authorizationServerUrl, authorizationServerMetadata: metadata } =
      this.memory.discoveryState() ?? {};
    const clientInformation = this.memory.clientInformation();
    const refreshToken = this.memory.tokens()?.refresh_token;
    if (
      authorizationServerUrl === undefined ||
      clientInformation === undefined ||
      refreshToken === undefined
    ) {
      throw new Error('The client has nothing to refresh.');
    }
    const tokens = await refreshAuthorization(authorizationServerUrl, {
      clientInformation,
      refreshToken,
      ...(metadata !== undefined && { metadata }),
    });
    this.memory.saveTokens(tokens);
  }

  /** Calls a tool and returns the text of its result. */
  async call(name: string): Promise<string> {
    const { content } = await this.sdk.callTool({ name, arguments: {} });
    const [first] = content as { text?: string }[];
    return first?.text ?? '';
  }

  async close(): Promise<void> {
    await this.#sdk?.close();
  }
}
