// Every option of a node as code gives it: what it means, in which unit, and its default. Resolved once, at construction;
// the code behind takes the filled type. Defaults and bounds are those of the table in `config`.

import { type AuthOptions, type FilledAuth, fillAuthOptions } from '../auth/auth-options.ts';
import { NODE_DEFAULTS } from '../config/option-table.ts';
import { ConfigurationError, type Problem } from '../config/problem.ts';
import { readSecretsFile } from '../config/secrets-file.ts';
import { findContradictions, merge, toTree } from '../config/settings.ts';
import { readTree } from '../config/tree-source.ts';
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
  /** File with `secrets`, one a line, newest first; in place of `secrets`. @defaultValue none */
  secretsFile?: string;
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
type NotFilled = Optional | 'auth' | 'secretsFile' | keyof ProtectionOptions;
export type FilledNodeOptions = Required<Omit<NodeOptions, NotFilled>> & {
  [K in Optional]: NodeOptions[K] | undefined;
} & { readonly auth: FilledAuth | undefined } & FilledProtectionOptions;

/** What the table has a constant default for. */
type NodeDefaults = Required<Omit<NodeOptions, NotFilled | 'logger'>>;

const silent: Logger = { info() {}, warn() {}, error() {} };

/** @throws ConfigurationError telling every option that is wrong, its value and what is allowed */
export function fillNodeOptions(options: NodeOptions): FilledNodeOptions {
  const { secrets, secretsFile, logger = silent, ...checked } = checkEach(options);
  const { nodeId, stores, allowedHosts, allowedOrigins, identify } = checked;
  const filled = { ...(NODE_DEFAULTS as NodeDefaults), ...checked };
  checkTogether(filled);
  return {
    ...filled,
    ...fillProtectionOptions(filled),
    logger,
    nodeId,
    secrets: secretsFile === undefined ? secrets : readSecretsFile(secretsFile),
    stores,
    allowedHosts,
    allowedOrigins,
    auth: fillAuth(filled),
    identify,
  };
}

/** The options without what says nothing. @throws ConfigurationError */
function checkEach(options: NodeOptions): NodeOptions {
  const source = readTree(options, { fromText: false, isCode: true });
  throwProblems([...source.problems, ...findContradictions(source.settings)]);
  // What stands in the table is what `NodeOptions` says: a test compares the two.
  return toTree(merge([source])) as NodeOptions;
}

/** What one option may be when another one is as it is. @throws ConfigurationError */
function checkTogether(options: NodeOptions & { readonly host: string }): void {
  const { admission = {}, rateLimit = {}, circuitBreaker = {} } = options;
  const checks = [
    () => fillProtectionOptions({ admission }),
    () => fillProtectionOptions({ rateLimit }),
    () => fillProtectionOptions({ circuitBreaker }),
    () => fillAuth(options),
  ];
  throwProblems(checks.flatMap(problemOf));
}

/** The message of a domain's error begins with the option's name. */
function problemOf(check: () => unknown): readonly Problem[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    return [{ name: error.message.split(' ', 1).join(), message: error.message }];
  }
}

function throwProblems(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ConfigurationError(problems);
}

/** @throws TypeError or RangeError */
function fillAuth({
  auth,
  identify,
  allowedHosts,
  host,
}: NodeOptions & { readonly host: string }): FilledAuth | undefined {
  if (auth === undefined) return undefined;
  if (identify !== undefined)
    throw new TypeError('identify and auth exclude each other: auth finds out who calls.');
  const filled = fillAuthOptions(auth);
  if (filled.resource === undefined && (!isLoopback(host) || allowedHosts !== undefined)) {
    throw new TypeError('auth.resource is needed, the URL of the MCP endpoint as clients reach it.');
  }
  return filled;
}
