// What the scenarios need of an MCP client, whichever official one it is and whichever revision it speaks. Results are
// what the client hands to its user.

import type { PriorDiscovery } from '@modelcontextprotocol/client';

/** A value as it came over the wire: an object whose members are not yet known. */
export type Wire = Record<string, unknown>;

/** After this a call that nobody answers fails its test. */
export const CALL_TIMEOUT_MS = 10_000;

export type Era = 'modern' | 'session';

/** Where a client finds its server: a URL, or a command that it starts and talks to over stdin and stdout. */
export type Target = string | Launch;

export interface Launch {
  readonly command: string;
  readonly args: string[];
  readonly env: Record<string, string>;
  readonly cwd: string;
}

/** How the client answers what the server asks; what is missing here it does not declare either. */
export interface Answers {
  elicit?: (params: Wire) => Wire | Promise<Wire>;
  sample?: (params: Wire) => Wire | Promise<Wire>;
  roots?: () => Wire;
}

export interface ConnectOptions {
  /** What a client that speaks 2026-07-28 knows of the server already. */
  readonly prior?: PriorDiscovery;
  readonly answers?: Answers;
  /** Declared instead of what `answers` imply. */
  readonly capabilities?: Wire;
  /** Told on every list_changed by the client's own machinery. */
  readonly onListChanged?: (kind: 'tools' | 'prompts' | 'resources', items: readonly Wire[] | null) => void;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Wire) => void;
  /** Least severe level of log messages, asked for in the way of the era. */
  readonly logLevel?: 'debug' | 'info' | 'warning' | 'error';
}

export type ListKind = 'tools' | 'prompts' | 'resources' | 'resourceTemplates';

export interface Filter {
  readonly toolsListChanged?: boolean;
  readonly promptsListChanged?: boolean;
  readonly resourcesListChanged?: boolean;
  readonly resourceSubscriptions?: readonly string[];
}

/** Why a request failed, as far as the client's user can tell. */
export type Failure =
  | { readonly kind: 'rpc'; readonly code: number; readonly message: string; readonly data: unknown }
  | { readonly kind: 'http'; readonly status: number; readonly message: string }
  | { readonly kind: 'client'; readonly code: string; readonly message: string };

/** One HTTP request that the client sent, or one line, and how it was answered. */
export interface SentRequest {
  /** `none` for a line. */
  readonly httpMethod: string;
  readonly headers: Headers;
  readonly body: Wire | undefined;
  /** 0 for a line. */
  readonly status: number;
  /** The answer, when it was JSON rather than a stream. */
  readonly reply: Wire | undefined;
}

export interface Notice {
  readonly method: string;
  readonly params: unknown;
}

export interface TestClient {
  readonly protocolVersion: string;
  readonly server: Wire;
  readonly serverCapabilities: Wire;
  readonly instructions: string | undefined;
  readonly sessionId: string | undefined;
  /** Notifications that no request took for itself, in the order of their arrival. */
  readonly notices: readonly Notice[];
  readonly sent: readonly SentRequest[];

  /** The whole list. */
  list(kind: ListKind): Promise<readonly Wire[]>;
  /** One page, and the cursor of the next. */
  page(kind: ListKind, cursor: string | undefined): Promise<{ items: readonly Wire[]; next: unknown }>;
  call(name: string, args?: Wire, options?: CallOptions): Promise<Wire>;
  read(uri: string): Promise<Wire>;
  prompt(name: string, args?: Record<string, string>): Promise<Wire>;
  complete(
    ref: Wire,
    argument: { name: string; value: string },
    filled?: Record<string, string>,
  ): Promise<Wire>;
  /** Any other request. */
  request(method: string, params?: Wire): Promise<Wire>;
  notify(method: string, params: Wire): Promise<void>;
  /** Starts to listen for changes in the way of the era; resolves when nothing can be missed any more. */
  listen(filter: Filter): Promise<() => Promise<void>>;
  /** What the promise rejects with. @throws when it does not reject. */
  failure(promise: Promise<unknown>): Promise<Failure>;
  /** Ends the session on the server; only in the session eras. */
  terminate(): Promise<void>;
  close(): Promise<void>;
}

/** The capabilities that follow from what a client answers. */
export function capabilitiesOf({ elicit, sample, roots }: Answers): Wire {
  return {
    ...(elicit !== undefined && { elicitation: { form: {}, url: {} } }),
    ...(sample !== undefined && { sampling: {} }),
    ...(roots !== undefined && { roots: { listChanged: true } }),
  };
}
