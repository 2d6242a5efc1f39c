// A client of one MCP server over HTTP: finds the era to speak, lists tools, calls them, answers what the server asks.
// Source: 2026-07-28 basic/transports/streamable-http, "Backward Compatibility".

import { isSessionVersion, MODERN_VERSION, SESSION_VERSIONS } from '../protocol/eras.ts';
import { headerParameters, valueAt } from '../protocol/header-parameters.ts';
import { encodeHeaderValue } from '../protocol/headers.ts';
import type {
  CallToolResult,
  ClientCapabilities,
  ElicitParams,
  ElicitResult,
  Implementation,
  InputRequest,
  JsonObject,
  LogLevel,
  Tool,
} from '../protocol/mcp.ts';
import { ClientError } from './client-error.ts';
import { HttpConnection } from './http-connection.ts';
import type { Link, LinkHost, ServerFacts } from './link.ts';
import { ModernLink } from './modern-link.ts';
import { Patience } from './patience.ts';
import { SessionLink } from './session-link.ts';

export interface McpClientOptions {
  readonly url: URL;
  readonly info: Implementation;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** @defaultValue 'auto': 2026-07-28 if the server speaks it, else a session */
  readonly era?: 'auto' | 'modern' | 'session';
  /** Milliseconds for each request, while nobody is asked; 0: no limit. */
  readonly timeoutMs: number;
  /** Gives up what is under way. */
  readonly signal?: AbortSignal;
  /** @defaultValue 'info' */
  readonly logLevel?: LogLevel;
  /** Asks the user. Without it the server is told that nobody can be asked. */
  readonly elicit?: (params: ElicitParams) => Promise<ElicitResult>;
  readonly onProgress?: (progress: JsonObject) => void;
  readonly onLog?: (message: JsonObject) => void;
  /** Told of what the server does wrong but can be done without. */
  readonly onWarning?: (warning: string) => void;
}

/** A list of more pages than this has no end. */
const MAX_PAGES = 1000;

export class McpClient {
  readonly #options: McpClientOptions;
  readonly #link: Link;
  readonly #waiting: Waiting;

  private constructor(options: McpClientOptions, link: Link, waiting: Waiting) {
    this.#options = options;
    this.#link = link;
    this.#waiting = waiting;
  }

  /** @throws ClientError */
  static async connect(options: McpClientOptions): Promise<McpClient> {
    const waiting = new Waiting(options);
    const host = hostOf(options, waiting);
    const link = await waiting.for((signal) => openLink(host, options.era ?? 'auto', signal));
    return new McpClient(options, link, waiting);
  }

  get protocolVersion(): string {
    return this.#link.protocolVersion;
  }

  get server(): ServerFacts {
    return this.#link.server;
  }

  /** All tools of the server that can be called. @throws ClientError */
  async listTools(): Promise<readonly Tool[]> {
    const tools: Tool[] = [];
    let cursor: unknown;
    for (let page = 0; page < MAX_PAGES; page++) {
      const result = await this.#request('tools/list', cursor === undefined ? {} : { cursor });
      if (!Array.isArray(result['tools'])) {
        throw new ClientError('NOT_MCP', 'The answer to "tools/list" has no tools in it.');
      }
      tools.push(...(result['tools'] as Tool[]));
      cursor = result['nextCursor'];
      if (cursor === undefined) return tools.filter((tool) => this.#isValid(tool));
    }
    throw new ClientError('NOT_MCP', `The list of tools has more than ${MAX_PAGES} pages.`);
  }

  /** Clients have to leave out a tool whose parameters they could not mirror into headers. */
  #isValid(tool: Tool): boolean {
    try {
      headerParameters(tool.inputSchema);
      return true;
    } catch (error) {
      this.#options.onWarning?.(`The tool ${tool.name} cannot be called. ${(error as Error).message}`);
      return this.protocolVersion !== MODERN_VERSION;
    }
  }

  /** @throws ClientError; a tool that fails returns a result that says so */
  async callTool(tool: Tool, args: JsonObject): Promise<CallToolResult> {
    const headers = this.protocolVersion === MODERN_VERSION ? mirroredHeaders(tool, args) : {};
    const result = await this.#request('tools/call', { name: tool.name, arguments: args }, headers);
    return { ...result, content: Array.isArray(result['content']) ? result['content'] : [] };
  }

  #request(method: string, params: JsonObject, headers: Record<string, string> = {}): Promise<JsonObject> {
    return this.#waiting.for((signal) => this.#link.request(method, params, { signal, headers }));
  }

  close(): Promise<void> {
    return this.#link.close();
  }
}

/** The wait that is under way; it stands still while the user is asked. */
class Waiting {
  readonly #options: McpClientOptions;
  #patience: Patience | undefined;
  #lastQuestion: Promise<unknown> = Promise.resolve();

  constructor(options: McpClientOptions) {
    this.#options = options;
  }

  async for<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const patience = new Patience(this.#options.timeoutMs, this.#options.signal);
    this.#patience = patience;
    try {
      return await work(patience.signal);
    } catch (error) {
      throw patience.signal.aborted ? patience.signal.reason : error;
    } finally {
      patience.end();
    }
  }

  /** Questions that come at once are asked one after the other: a person answers. */
  pausedFor<T>(question: () => Promise<T>): Promise<T> {
    const answered = this.#lastQuestion.then(async () => {
      const patience = this.#patience;
      patience?.pause();
      try {
        return await question();
      } finally {
        patience?.resume();
      }
    });
    this.#lastQuestion = answered.catch(() => {});
    return answered;
  }
}

function hostOf(options: McpClientOptions, waiting: Waiting): LinkHost {
  const { url, headers = {}, info, logLevel = 'info', elicit, onProgress, onLog } = options;
  return {
    connection: new HttpConnection(url, headers),
    info,
    capabilities: elicit === undefined ? {} : CAN_ASK,
    logLevel,
    ask: async (request: InputRequest) => {
      if (request.method === 'elicitation/create' && elicit !== undefined) {
        return waiting.pausedFor(() => elicit(request.params));
      }
      throw new ClientError(
        'NOT_MCP',
        `The server asks for "${request.method}", which was not offered to it.`,
      );
    },
    notice: (method, params) => {
      if (method === 'notifications/progress') onProgress?.(params);
      else if (method === 'notifications/message') onLog?.(params);
    },
  };
}

const CAN_ASK: ClientCapabilities = { elicitation: { form: {}, url: {} } };

async function openLink(
  host: LinkHost,
  era: 'auto' | 'modern' | 'session',
  signal: AbortSignal,
): Promise<Link> {
  if (era !== 'session') {
    const modern = new ModernLink(host);
    const versions = await versionsOf(modern, era, signal);
    if (versions.includes(MODERN_VERSION)) return modern;
    if (era === 'modern') {
      throw new ClientError(
        'NOT_MCP',
        `The server speaks ${versions.join(', ') || 'no version we know'}, not ${MODERN_VERSION}.`,
      );
    }
  }
  const session = new SessionLink(host);
  await session.open(signal);
  return session;
}

/** @throws ClientError when the server cannot be spoken to in any era, or not in the one that is wanted */
async function versionsOf(
  modern: ModernLink,
  era: 'auto' | 'modern',
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    return await modern.discover(signal);
  } catch (error) {
    if (era === 'modern' || !(error instanceof ClientError)) throw error;
    return sessionsMayWork(error) ? SESSION_VERSIONS : Promise.reject(error);
  }
}

/** A server that knows 2026-07-28 says so even when it refuses; all others may have sessions. */
function sessionsMayWork({ code, rpc }: ClientError): boolean {
  switch (rpc?.code) {
    case -32020:
    case -32021:
      return false;
    case -32022: {
      const { supported } = (rpc.data ?? {}) as { supported?: unknown };
      return Array.isArray(supported) && supported.some((version) => isSessionVersion(version));
    }
    default:
      return code === 'REFUSED' || code === 'HTTP_STATUS' || code === 'NOT_MCP';
  }
}

function mirroredHeaders(tool: Tool, args: JsonObject): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { header, path } of headerParameters(tool.inputSchema)) {
    const value = valueAt(args, path);
    if (value !== undefined && value !== null) headers[header] = encodeHeaderValue(String(value));
  }
  return headers;
}
