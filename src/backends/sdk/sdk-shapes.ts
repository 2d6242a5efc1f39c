// What we use of the official SDK's servers, v1 and v2 alike, told by shape: the SDK belongs to the user, there may be
// several copies of it in one process, and none of its classes or types is needed to run ours.

import type { RpcError } from '../../protocol/errors.ts';
import type { RequestId } from '../../protocol/json-rpc.ts';
import { isObject } from '../../protocol/json-rpc.ts';
import type { JsonObject } from '../../protocol/mcp.ts';
import type { AuthInfo } from '../../server/principal.ts';

/** A JSON-RPC message as the SDK hands it to a transport and takes it from one. */
export interface SdkMessage {
  readonly jsonrpc: '2.0';
  readonly id?: RequestId;
  readonly method?: string;
  readonly params?: JsonObject;
  readonly result?: JsonObject;
  readonly error?: RpcError;
}

/** What the SDK is told beside a message and passes on to handlers: v1 reads `requestInfo`, v2 reads `request`. */
export interface SdkMessageExtra {
  readonly authInfo?: AuthInfo | undefined;
  readonly request?: Request | undefined;
  readonly requestInfo?: { readonly headers: Readonly<Record<string, string | string[] | undefined>> };
  readonly closeSSEStream?: (() => void) | undefined;
}

/** Which request a message of the server belongs to, if the server said so. */
export interface SdkSendOptions {
  readonly relatedRequestId?: RequestId | undefined;
}

/** The SDK's transport interface, as far as it is needed in one process. The SDK sets the callbacks. */
export interface SdkTransport {
  sessionId?: string | undefined;
  onclose?: (() => void) | undefined;
  onerror?: ((error: Error) => void) | undefined;
  onmessage?: ((message: SdkMessage, extra?: SdkMessageExtra) => void) | undefined;
  start(): Promise<void>;
  send(message: SdkMessage, options?: SdkSendOptions): Promise<void>;
  close(): Promise<void>;
}

/** The SDK's `McpServer`, or its low-level `Server`, whose types of transports and messages are its own affair. */
export interface SdkServer {
  connect(transport: never): Promise<void>;
  close(): Promise<void>;
}

/** The SDK's low-level `Server`: the one itself, or the one inside of a `McpServer`. */
export interface SdkLowLevelServer extends SdkServer {
  readonly transport?: unknown;
}

export type SdkMajor = 'v1' | 'v2';

/** The low-level server of what a factory made; undefined when it made something else. */
export function lowLevelServer(product: unknown): SdkLowLevelServer | undefined {
  if (isLowLevel(product)) return product;
  const inner = isObject(product) ? product['server'] : undefined;
  return isLowLevel(inner) ? inner : undefined;
}

/** Which SDK a low-level server is of: only that of v2 tells the version it negotiated. */
export function sdkMajor(server: SdkLowLevelServer): SdkMajor {
  return 'getNegotiatedProtocolVersion' in server ? 'v2' : 'v1';
}

function isLowLevel(value: unknown): value is SdkLowLevelServer {
  if (!isObject(value)) return false;
  const methods = ['connect', 'close', 'setRequestHandler', 'getClientCapabilities', 'notification'];
  return methods.every((name) => typeof value[name] === 'function');
}
