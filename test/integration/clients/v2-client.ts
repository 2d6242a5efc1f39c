// The official client of the second generation, `@modelcontextprotocol/client`: it speaks 2026-07-28 and, when told to,
// any of the session revisions.

import {
  Client,
  ProtocolError,
  SdkError,
  SdkHttpError,
  StreamableHTTPClientTransport,
  type VersionNegotiationMode,
} from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { z } from 'zod';
import { until } from '../../support/until.ts';
import type {
  CallOptions,
  ConnectOptions,
  Failure,
  Filter,
  ListKind,
  Notice,
  Target,
  TestClient,
  Wire,
} from './client.ts';
import { CALL_TIMEOUT_MS, capabilitiesOf, type SentRequest } from './client.ts';
import { recordLines } from './record-lines.ts';
import { recordingFetch } from './recording-fetch.ts';

export interface V2Options extends ConnectOptions {
  readonly mode: VersionNegotiationMode;
  /** @defaultValue all that the client knows */
  readonly versions?: readonly string[];
  /** Answers `input_required` results by itself. @defaultValue true */
  readonly autoFulfill?: boolean;
}

const ANYTHING = z.looseObject({});
const LOG_LEVEL_META = 'io.modelcontextprotocol/logLevel';
/** Back at once after a broken stream: the server's own delay still applies where it gives one. */
const RECONNECT = {
  initialReconnectionDelay: 10,
  maxReconnectionDelay: 50,
  reconnectionDelayGrowFactor: 1,
  maxRetries: 5,
};

export async function connectV2(target: Target, options: V2Options): Promise<V2Client> {
  const answers = options.answers ?? {};
  const onListChanged = options.onListChanged;
  const listChanged = (kind: 'tools' | 'prompts' | 'resources') => ({
    debounceMs: 0,
    onChanged: (_error: Error | null, items: unknown) => onListChanged?.(kind, items as Wire[] | null),
  });
  const client = new Client(
    { name: 'v2', version: '2.0.0' },
    {
      capabilities: options.capabilities ?? capabilitiesOf(answers),
      versionNegotiation: { mode: options.mode },
      inputRequired: { autoFulfill: options.autoFulfill ?? true },
      ...(options.versions !== undefined && { supportedProtocolVersions: [...options.versions] }),
      ...(onListChanged !== undefined && {
        listChanged: {
          tools: listChanged('tools'),
          prompts: listChanged('prompts'),
          resources: listChanged('resources'),
        },
      }),
    },
  );
  const { elicit, sample, roots } = answers;
  if (elicit !== undefined)
    client.setRequestHandler(
      'elicitation/create',
      async ({ params }) => (await elicit(params as Wire)) as never,
    );
  if (sample !== undefined)
    client.setRequestHandler(
      'sampling/createMessage',
      async ({ params }) => (await sample(params as Wire)) as never,
    );
  if (roots !== undefined) client.setRequestHandler('roots/list', async () => roots() as never);
  const notices: Notice[] = [];
  client.fallbackNotificationHandler = async ({ method, params }) => void notices.push({ method, params });
  const sent: SentRequest[] = [];
  const transport = typeof target === 'string' ? overHttp(target, sent) : new StdioClientTransport(target);
  if (transport instanceof StdioClientTransport) recordLines(transport, sent);
  await client.connect(transport, options.prior === undefined ? {} : { prior: options.prior });
  return new V2Client(client, transport, notices, sent);
}

function overHttp(url: string, sent: SentRequest[]): StreamableHTTPClientTransport {
  return new StreamableHTTPClientTransport(new URL(url), {
    fetch: recordingFetch(sent),
    reconnectionOptions: RECONNECT,
  });
}

type AnyTransport = StreamableHTTPClientTransport | StdioClientTransport;

export class V2Client implements TestClient {
  readonly sdk: Client;
  readonly notices: readonly Notice[];
  readonly sent: readonly SentRequest[];
  readonly #transport: AnyTransport;

  constructor(
    sdk: Client,
    transport: AnyTransport,
    notices: readonly Notice[],
    sent: readonly SentRequest[],
  ) {
    this.sdk = sdk;
    this.#transport = transport;
    this.notices = notices;
    this.sent = sent;
  }

  get protocolVersion(): string {
    return this.sdk.getNegotiatedProtocolVersion() ?? '';
  }

  get server(): Wire {
    return { ...this.sdk.getServerVersion() };
  }

  get serverCapabilities(): Wire {
    return { ...this.sdk.getServerCapabilities() };
  }

  get instructions(): string | undefined {
    return this.sdk.getInstructions();
  }

  get sessionId(): string | undefined {
    return this.#transport instanceof StdioClientTransport ? undefined : this.#transport.sessionId;
  }

  async list(kind: ListKind): Promise<readonly Wire[]> {
    return (await this.#listOf(kind, undefined))[kind] as Wire[];
  }

  async page(kind: ListKind, cursor: string | undefined): Promise<{ items: readonly Wire[]; next: unknown }> {
    if (cursor === undefined) {
      // Without a cursor this client walks all pages by itself, so the first page is asked for below that.
      const method = kind === 'resourceTemplates' ? 'resources/templates/list' : `${kind}/list`;
      const result = await this.request(method);
      return { items: result[kind] as Wire[], next: result['nextCursor'] };
    }
    const result = await this.#listOf(kind, { cursor });
    return { items: result[kind] as Wire[], next: result['nextCursor'] };
  }

  async #listOf(kind: ListKind, params: { cursor: string } | undefined): Promise<Wire> {
    switch (kind) {
      case 'tools':
        return this.sdk.listTools(params);
      case 'prompts':
        return this.sdk.listPrompts(params);
      case 'resources':
        return this.sdk.listResources(params);
      case 'resourceTemplates':
        return this.sdk.listResourceTemplates(params);
    }
  }

  async call(name: string, args?: Wire, options: CallOptions = {}): Promise<Wire> {
    const { signal, onProgress, logLevel } = options;
    const modern = this.sdk.getProtocolEra() === 'modern';
    if (logLevel !== undefined && !modern) await this.sdk.setLoggingLevel(logLevel);
    return this.sdk.callTool(
      {
        name,
        ...(args !== undefined && { arguments: args }),
        ...(logLevel !== undefined && modern && { _meta: { [LOG_LEVEL_META]: logLevel } }),
      },
      {
        timeout: CALL_TIMEOUT_MS,
        ...(signal !== undefined && { signal }),
        ...(onProgress !== undefined && { onprogress: (progress) => onProgress({ ...progress }) }),
      },
    );
  }

  read(uri: string): Promise<Wire> {
    return this.sdk.readResource({ uri });
  }

  prompt(name: string, args?: Record<string, string>): Promise<Wire> {
    return this.sdk.getPrompt({ name, ...(args !== undefined && { arguments: args }) });
  }

  complete(
    ref: Wire,
    argument: { name: string; value: string },
    filled?: Record<string, string>,
  ): Promise<Wire> {
    return this.sdk.complete({
      ref: ref as { type: 'ref/prompt'; name: string },
      argument,
      ...(filled !== undefined && { context: { arguments: filled } }),
    });
  }

  async request(method: string, params?: Wire): Promise<Wire> {
    return this.sdk.request({ method, ...(params !== undefined && { params }) }, ANYTHING);
  }

  notify(method: string, params: Wire): Promise<void> {
    return this.sdk.notification({ method, params });
  }

  async listen(filter: Filter): Promise<() => Promise<void>> {
    const uris = [...(filter.resourceSubscriptions ?? [])];
    if (this.sdk.getProtocolEra() === 'modern') {
      const subscription = await this.sdk.listen({ ...filter, resourceSubscriptions: uris });
      return () => subscription.close();
    }
    if (!(this.#transport instanceof StdioClientTransport))
      await until(() => this.sent.some(isOpenStream), { what: 'the listening stream' });
    for (const uri of uris) await this.sdk.subscribeResource({ uri });
    return async () => {
      for (const uri of uris) await this.sdk.unsubscribeResource({ uri });
    };
  }

  async failure(promise: Promise<unknown>): Promise<Failure> {
    const error: unknown = await promise.then(
      (value) => Promise.reject(new Error(`It succeeded: ${JSON.stringify(value)}`)),
      (reason) => reason,
    );
    if (error instanceof ProtocolError) {
      return { kind: 'rpc', code: error.code, message: error.message, data: error.data };
    }
    if (error instanceof SdkHttpError) return { kind: 'http', status: error.status, message: error.message };
    if (error instanceof SdkError) return { kind: 'client', code: error.code, message: error.message };
    throw error;
  }

  async terminate(): Promise<void> {
    if (this.#transport instanceof StdioClientTransport) throw new Error('Only HTTP has sessions to end.');
    await this.#transport.terminateSession();
  }

  close(): Promise<void> {
    return this.sdk.close();
  }
}

export function isOpenStream({ httpMethod, status }: SentRequest): boolean {
  return httpMethod === 'GET' && status === 200;
}
