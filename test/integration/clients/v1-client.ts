// The official client of the first generation, `@modelcontextprotocol/sdk`: it speaks the session revisions and always
// offers the newest of them.

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import {
  StreamableHTTPClientTransport,
  StreamableHTTPError,
} from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js';
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
import { isOpenStream } from './v2-client.ts';

const ANYTHING = z.looseObject({});
const RECONNECT = {
  initialReconnectionDelay: 10,
  maxReconnectionDelay: 50,
  reconnectionDelayGrowFactor: 1,
  maxRetries: 5,
};

export async function connectV1(target: Target, options: ConnectOptions): Promise<V1Client> {
  const answers = options.answers ?? {};
  const onListChanged = options.onListChanged;
  const listChanged = (kind: 'tools' | 'prompts' | 'resources') => ({
    debounceMs: 0,
    onChanged: (_error: Error | null, items: unknown) => onListChanged?.(kind, items as Wire[] | null),
  });
  const client = new Client(
    { name: 'v1', version: '1.0.0' },
    {
      capabilities: options.capabilities ?? capabilitiesOf(answers),
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
    client.setRequestHandler(ElicitRequestSchema, async ({ params }) => (await elicit(params)) as never);
  if (sample !== undefined)
    client.setRequestHandler(
      CreateMessageRequestSchema,
      async ({ params }) => (await sample(params)) as never,
    );
  if (roots !== undefined) client.setRequestHandler(ListRootsRequestSchema, async () => roots() as never);
  const notices: Notice[] = [];
  client.fallbackNotificationHandler = async ({ method, params }) => void notices.push({ method, params });
  const sent: SentRequest[] = [];
  const transport = typeof target === 'string' ? overHttp(target, sent) : new StdioClientTransport(target);
  if (transport instanceof StdioClientTransport) recordLines(transport, sent);
  // Its `sessionId` is typed without `undefined`, which it is before the session is open.
  await client.connect(transport as Transport);
  return new V1Client(client, transport, notices, sent);
}

function overHttp(url: string, sent: SentRequest[]): StreamableHTTPClientTransport {
  return new StreamableHTTPClientTransport(new URL(url), {
    fetch: recordingFetch(sent),
    reconnectionOptions: RECONNECT,
  });
}

type AnyTransport = StreamableHTTPClientTransport | StdioClientTransport;

export class V1Client implements TestClient {
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
    if (!(this.#transport instanceof StdioClientTransport)) return this.#transport.protocolVersion ?? '';
    // This transport does not remember it.
    const opened = this.sent[0]?.reply?.['result'] as { protocolVersion: string } | undefined;
    return opened?.protocolVersion ?? '';
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
    const items: Wire[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.page(kind, cursor);
      items.push(...page.items);
      cursor = page.next as string | undefined;
    } while (cursor !== undefined);
    return items;
  }

  async page(kind: ListKind, cursor: string | undefined): Promise<{ items: readonly Wire[]; next: unknown }> {
    const result = await this.#listOf(kind, cursor === undefined ? undefined : { cursor });
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

  async call(name: string, args?: Wire, { signal, onProgress, logLevel }: CallOptions = {}): Promise<Wire> {
    if (logLevel !== undefined) await this.sdk.setLoggingLevel(logLevel);
    return this.sdk.callTool({ name, ...(args !== undefined && { arguments: args }) }, undefined, {
      timeout: CALL_TIMEOUT_MS,
      ...(signal !== undefined && { signal }),
      ...(onProgress !== undefined && { onprogress: (progress) => onProgress({ ...progress }) }),
    });
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

  request(method: string, params?: Wire): Promise<Wire> {
    return this.sdk.request({ method, ...(params !== undefined && { params }) }, ANYTHING);
  }

  notify(method: string, params: Wire): Promise<void> {
    return this.sdk.notification({ method, params } as never);
  }

  async listen(filter: Filter): Promise<() => Promise<void>> {
    const uris = filter.resourceSubscriptions ?? [];
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
    if (error instanceof McpError) {
      const message = error.message.replace(/^MCP error -?\d+: /, '');
      return { kind: 'rpc', code: error.code, message, data: error.data };
    }
    if (error instanceof StreamableHTTPError) {
      return { kind: 'http', status: error.code ?? 0, message: error.message };
    }
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
