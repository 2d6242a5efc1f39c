// Every error that leaves the runtime, in one table: its stable name, JSON-RPC code, HTTP status and whether a
// client may simply try again. Only the HTTP edge turns these into responses.
// Sources: JSON-RPC 2.0 section 5.1; MCP 2026-07-28 basic/index "Error codes".

/** How one kind of error is told to the client. */
export interface ErrorKind {
  /** JSON-RPC error code. */
  readonly rpcCode: number;
  /** HTTP status when the error is answered before or instead of a result. */
  readonly httpStatus: number;
  /** Whether the same request may succeed when sent again. */
  readonly retryable: boolean;
}

const kind = (rpcCode: number, httpStatus: number, retryable = false): ErrorKind => ({
  rpcCode,
  httpStatus,
  retryable,
});

/** The reference of all error codes; `docs/errors.md` explains each to people. */
export const ERROR_KINDS = {
  PARSE_ERROR: kind(-32700, 400),
  INVALID_REQUEST: kind(-32600, 400),
  METHOD_NOT_FOUND: kind(-32601, 404),
  INVALID_PARAMS: kind(-32602, 400),
  INTERNAL_ERROR: kind(-32603, 500),
  RESOURCE_NOT_FOUND: kind(-32002, 400),
  HEADER_MISMATCH: kind(-32020, 400),
  MISSING_CLIENT_CAPABILITY: kind(-32021, 400),
  UNSUPPORTED_PROTOCOL_VERSION: kind(-32022, 400),
  INVALID_REQUEST_STATE: kind(-32602, 400),
  QUESTION_FAILED: kind(-32600, 400),
  SESSION_REQUIRED: kind(-32600, 400),
  SESSION_NOT_FOUND: kind(-32600, 404),
  UNAUTHORIZED: kind(-32600, 401),
  INSUFFICIENT_SCOPE: kind(-32600, 403),
  AUTH_UNAVAILABLE: kind(-32600, 503, true),
  FORBIDDEN: kind(-32600, 403),
  NOT_FOUND: kind(-32600, 404),
  METHOD_NOT_ALLOWED: kind(-32600, 405),
  NOT_ACCEPTABLE: kind(-32600, 406),
  REQUEST_TIMEOUT: kind(-32600, 408, true),
  BODY_TOO_LARGE: kind(-32600, 413),
  UNSUPPORTED_MEDIA_TYPE: kind(-32600, 415),
  HEADERS_TOO_LARGE: kind(-32600, 431),
  OVERLOADED: kind(-32010, 503, true),
  DEADLINE_EXCEEDED: kind(-32011, 504),
  RATE_LIMITED: kind(-32012, 429, true),
  TOOL_UNAVAILABLE: kind(-32013, 503, true),
  DRAINING: kind(-32014, 503, true),
  NODE_LOST: kind(-32015, 502, true),
  STORE_UNAVAILABLE: kind(-32016, 503, true),
  CANCELLED: kind(-32600, 400),
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_KINDS;

/** What may accompany an error. */
export interface FleetErrorOptions {
  /** Members of `error.data` beside `code` and `retryable`. */
  data?: Record<string, unknown>;
  cause?: unknown;
  /** Milliseconds after which a retry is worth it; becomes `Retry-After`. */
  retryAfterMs?: number;
  /** HTTP headers that go with the error when it is the whole answer. */
  headers?: Readonly<Record<string, string>>;
}

/** The base of every error the runtime raises on purpose. `message` says what to change. */
export class FleetError extends Error {
  override readonly name: string = 'FleetError';
  /** Stable, documented in `docs/errors.md`. */
  readonly code: ErrorCode | 'PROTOCOL_ERROR';
  readonly rpcCode: number;
  readonly httpStatus: number;
  readonly data: Record<string, unknown> | undefined;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;

  constructor(code: ErrorCode, message: string, options: FleetErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    const { rpcCode, httpStatus, retryable } = ERROR_KINDS[code];
    this.code = code;
    this.rpcCode = rpcCode;
    this.httpStatus = httpStatus;
    this.retryable = retryable;
    this.retryAfterMs = options.retryAfterMs;
    this.headers = options.headers;
    this.data = options.data;
  }
}

/**
 * Throw this from a handler to answer with a JSON-RPC error of your own rather than with a tool result.
 * Same constructor as the official SDK's class of that name.
 */
export class ProtocolError extends FleetError {
  override readonly name = 'ProtocolError';
  override readonly code = 'PROTOCOL_ERROR' as const;
  override readonly rpcCode: number;
  /** In-band: the author's error is the payload of a successful exchange. */
  override readonly httpStatus = 200;
  override readonly data: Record<string, unknown> | undefined;

  /** @param rpcCode an integer; your own codes belong outside -32768 to -32000. */
  constructor(rpcCode: number, message: string, data?: unknown) {
    super('INTERNAL_ERROR', message);
    this.rpcCode = rpcCode;
    this.data = data === undefined ? undefined : (data as Record<string, unknown>);
  }
}

/**
 * Throw this from a tool to tell the model what went wrong: its message becomes an `isError` result as it is.
 * Other thrown errors are logged and answered without their message, because that may name what is internal.
 */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}

/** The `error` member of a JSON-RPC response. */
export interface RpcError {
  code: number;
  message: string;
  data?: unknown;
}

/** The wire form of an error. Refusals carry `code`, `retryable` and `retryAfterMs` in `data`. */
export function toRpcError(error: FleetError): RpcError {
  const rpc: RpcError = { code: error.rpcCode, message: error.message };
  if (error.code === 'PROTOCOL_ERROR') {
    if (error.data !== undefined) rpc.data = error.data;
    return rpc;
  }
  rpc.data = { code: error.code, retryable: error.retryable, ...error.data };
  if (error.retryAfterMs !== undefined) {
    (rpc.data as Record<string, unknown>)['retryAfterMs'] = error.retryAfterMs;
  }
  return rpc;
}
