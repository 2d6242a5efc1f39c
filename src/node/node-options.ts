// Every option of a node: what it means, in which unit, its default and its bounds. Resolved once, at construction;
// the code behind takes the filled type.

import { type AuthOptions, type FilledAuth, fillAuthOptions } from '../auth/auth-options.ts';
import { isLoopback } from '../http/origin-guard.ts';
import type { FleetStores } from './fleet-stores.ts';
import type { Identify } from './pipeline.ts';
import {
  type FilledProtectionOptions,
  fillProtectionOptions,
  type ProtectionOptions,
} from './protection-options.ts';

export interface NodeOptions extends ProtectionOptions {
  /** Address to listen on. @defaultValue '127.0.0.1' */
  host?: string;
  /** 0: any free port. @defaultValue 5000 */
  port?: number;
  /**
   * Shares the port with other processes that say so too: the system spreads connections over them. Where the system
   * cannot (it is Linux that can), the start fails. @defaultValue false
   */
  reusePort?: boolean;
  /** Path of the MCP endpoint. @defaultValue '/mcp' */
  path?: string;
  /** Name of the node: letters, digits, `_`. @defaultValue random */
  nodeId?: string;
  /**
   * Secrets that sign session handles and seal request state, newest first, each 32 bytes or more. All nodes of a
   * fleet need the same. @defaultValue one random secret: sessions end with the process
   */
  secrets?: readonly (string | Uint8Array)[];
  /** What the node shares with others. @defaultValue nothing: it is a fleet of its own */
  stores?: FleetStores;
  /** Milliseconds between two signs of life to the other nodes; a node that is silent three times as long is gone. @defaultValue 5000 */
  heartbeatMs?: number;
  /** Milliseconds a call may take; 0: no limit. Past it the client gets DEADLINE_EXCEEDED. @defaultValue 5000 */
  requestTimeoutMs?: number;
  /** Milliseconds a client may take to answer a question. @defaultValue 600000 */
  questionTimeoutMs?: number;
  /** Milliseconds between a question and the retry that brings its answer (2026-07-28). @defaultValue 600000 */
  requestStateTtlMs?: number;
  /** Bytes of a request body; a larger one is refused with 413. @defaultValue 1048576 */
  maxBodyBytes?: number;
  /** Bytes of all request headers; more are refused with 431. @defaultValue 16384 */
  maxHeaderBytes?: number;
  /** Milliseconds in which the headers of a request must arrive. @defaultValue 10000 */
  headersTimeoutMs?: number;
  /** Milliseconds in which a whole request must arrive. @defaultValue 30000 */
  bodyTimeoutMs?: number;
  /** Milliseconds an idle connection is kept. Longer than the balancer's own, or it meets closed ones. @defaultValue 75000 */
  keepAliveTimeoutMs?: number;
  /** Milliseconds between two comments on a quiet event stream. @defaultValue 15000 */
  sseKeepAliveMs?: number;
  /** Bytes an event stream buffers for a client that does not read; past it the client is cut off. @defaultValue 1048576 */
  maxStreamBufferBytes?: number;
  /** Open streams of clients that listen; a further one is refused with OVERLOADED. @defaultValue 10000 */
  maxStreams?: number;
  /** Milliseconds without a request after which a session ends. @defaultValue 3600000 */
  sessionTtlMs?: number;
  /** Milliseconds after which a session ends, used or not. @defaultValue 604800000 */
  sessionMaxAgeMs?: number;
  /** Milliseconds for which a broken stream can be resumed. @defaultValue 300000 */
  resumeTtlMs?: number;
  /** Milliseconds that clients are told to wait before they reconnect. @defaultValue 300 */
  reconnectDelayMs?: number;
  /** Host names that requests may be for. @defaultValue loopback names when `host` is loopback, else any */
  allowedHosts?: readonly string[];
  /** Origins of web pages that may call, or `*`. @defaultValue loopback origins when `host` is loopback, else none */
  allowedOrigins?: readonly string[];
  /** Milliseconds that running calls get to finish when the node stops. @defaultValue 10000 */
  shutdownGraceMs?: number;
  /** Let clients see the messages of unexpected errors. For development. @defaultValue false */
  exposeErrors?: boolean;
  /**
   * Who may call, and what. Sessions and request states are bound to the principal that it finds out.
   * @defaultValue everybody may do everything
   */
  auth?: AuthOptions;
  /**
   * Tells who sends a request where something in front of the node has authenticated it; not together with `auth`.
   * Sessions and request states are bound to that name. @defaultValue nobody in particular
   */
  identify?: Identify;
  /** Gets what the node has to say. @defaultValue nothing is logged */
  logger?: Logger;
}

/** Structured logging: the facts first, then a message. Pino's loggers fit. */
export interface Logger {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

type Optional = 'allowedHosts' | 'allowedOrigins' | 'identify' | 'nodeId' | 'secrets' | 'stores';
export type FilledNodeOptions = Required<Omit<NodeOptions, Optional | 'auth' | keyof ProtectionOptions>> & {
  [K in Optional]: NodeOptions[K] | undefined;
} & { readonly auth: FilledAuth | undefined } & FilledProtectionOptions;

const silent: Logger = { info() {}, warn() {}, error() {} };

const HOUR_MS = 3_600_000;
/** The longest delay of a timer in Node; a longer one would fire at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** Default, least and greatest value of each number. */
const NUMBERS = {
  port: [5000, 0, 65_535],
  heartbeatMs: [5000, 100, HOUR_MS],
  requestTimeoutMs: [5000, 0, MAX_DELAY_MS],
  questionTimeoutMs: [600_000, 1, MAX_DELAY_MS],
  requestStateTtlMs: [600_000, 1, MAX_DELAY_MS],
  maxBodyBytes: [1_048_576, 1, 2 ** 29],
  maxHeaderBytes: [16_384, 1024, 2 ** 20],
  headersTimeoutMs: [10_000, 1, MAX_DELAY_MS],
  bodyTimeoutMs: [30_000, 1, MAX_DELAY_MS],
  keepAliveTimeoutMs: [75_000, 0, MAX_DELAY_MS],
  sseKeepAliveMs: [15_000, 1, MAX_DELAY_MS],
  maxStreamBufferBytes: [1_048_576, 1024, 2 ** 30],
  maxStreams: [10_000, 1, 10_000_000],
  sessionTtlMs: [HOUR_MS, 1000, 365 * 24 * HOUR_MS],
  sessionMaxAgeMs: [7 * 24 * HOUR_MS, 1000, 365 * 24 * HOUR_MS],
  resumeTtlMs: [300_000, 1, MAX_DELAY_MS],
  reconnectDelayMs: [300, 0, MAX_DELAY_MS],
  shutdownGraceMs: [10_000, 0, MAX_DELAY_MS],
} as const satisfies Partial<Record<keyof NodeOptions, readonly [number, number, number]>>;

/** @throws RangeError or TypeError naming the option, the value and what is allowed. */
export function fillNodeOptions(options: NodeOptions): FilledNodeOptions {
  const {
    host = '127.0.0.1',
    path = '/mcp',
    reusePort = false,
    exposeErrors = false,
    logger = silent,
  } = options;
  const { nodeId, secrets, stores, allowedHosts, allowedOrigins, identify } = options;
  if (!/^\/[\w./-]*$/.test(path))
    throw new TypeError(`path must start with "/" and have no query: "${path}".`);
  if (nodeId !== undefined && !/^\w{1,64}$/.test(nodeId)) {
    throw new TypeError(`nodeId must be 1 to 64 letters, digits or "_": "${nodeId}".`);
  }
  const numbers = Object.fromEntries(
    Object.entries(NUMBERS).map(([name, [fallback, least, greatest]]) => {
      const value = options[name as keyof typeof NUMBERS] ?? fallback;
      if (Number.isInteger(value) && value >= least && value <= greatest) return [name, value];
      throw new RangeError(`${name} must be an integer from ${least} to ${greatest}: ${value}.`);
    }),
  ) as Record<keyof typeof NUMBERS, number>;
  return {
    ...numbers,
    ...fillProtectionOptions(options),
    host,
    path,
    reusePort,
    exposeErrors,
    logger,
    nodeId,
    secrets,
    stores,
    allowedHosts,
    allowedOrigins,
    auth: fillAuth(options, host),
    identify,
  };
}

/** @throws TypeError or RangeError */
function fillAuth({ auth, identify, allowedHosts }: NodeOptions, host: string): FilledAuth | undefined {
  if (auth === undefined) return undefined;
  if (identify !== undefined)
    throw new TypeError('identify and auth exclude each other: auth finds out who calls.');
  const filled = fillAuthOptions(auth);
  if (filled.resource === undefined && (!isLoopback(host) || allowedHosts !== undefined)) {
    throw new TypeError('auth.resource is needed, the URL of the MCP endpoint as clients reach it.');
  }
  return filled;
}
