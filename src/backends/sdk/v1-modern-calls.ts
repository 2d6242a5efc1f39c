// Calls of 2026-07-28 on servers of SDK v1, which do not know that revision. Each call has a server of its own, as in
// the SDK's stateless mode: handlers of v1 may keep what belongs to a session in their factory, and here is none.

import { AsyncLocalStorage } from 'node:async_hooks';
import type { ClientFacts } from '../../protocol/eras.ts';
import { FleetError } from '../../protocol/errors.ts';
import { isObject } from '../../protocol/json-rpc.ts';
import { type JsonObject, LOG_LEVELS } from '../../protocol/mcp.ts';
import type { Change, Reply } from '../../server/backend.ts';
import type { Call } from '../../server/call.ts';
import { changeOf } from './changes.ts';
import { Connection, type Peer, type Waiting } from './connection.ts';
import { type Description, described, learnTools } from './description.ts';
import type { KnownTools } from './known-tools.ts';
import { extraForV1 } from './message-extra.ts';
import { RecordedAnswers } from './recorded-answers.ts';
import type { StatelessCalls } from './sdk-backend.ts';
import type { SdkMessage } from './sdk-shapes.ts';
import { makeServer, type SdkFactory } from './server-maker.ts';

export interface V1ModernCallsOptions {
  readonly factory: SdkFactory;
  readonly tools: KnownTools;
  readonly onChange: (change: Change) => void;
}

/** The revision that the server is told the client speaks: the newest it knows. */
const SERVER_REVISION = '2025-11-25';

/** Results that 2026-07-28 wants freshness hints on. */
const CACHEABLE = new Set([
  'tools/list',
  'prompts/list',
  'resources/list',
  'resources/templates/list',
  'resources/read',
]);

/** Methods that 2026-07-28 did away with. */
const OF_SESSIONS = new Set([
  'initialize',
  'ping',
  'logging/setLevel',
  'resources/subscribe',
  'resources/unsubscribe',
  'tasks/get',
  'tasks/list',
  'tasks/result',
  'tasks/cancel',
]);

const NOBODY: ClientFacts = { info: { name: 'mcp-fleet', version: '1' }, capabilities: {} };

const NO_CACHE = { ttlMs: 0, cacheScope: 'private' } as const;

/** v1 throws this to have pages visited first. */
const URL_ELICITATION_REQUIRED = -32042;

export class V1ModernCalls implements StatelessCalls {
  readonly #options: V1ModernCallsOptions;
  /** Serves no call; asked what there is, and heard when it says that something changed. */
  #main: Connection | undefined;
  readonly #context = new AsyncLocalStorage<Waiting>();

  constructor(options: V1ModernCallsOptions) {
    this.#options = options;
  }

  async open(): Promise<Description> {
    const { connection, initialized } = await this.#connect(NOBODY, {
      notified: ({ method, params }) => void this.#changed(method, params),
      ask: ({ method }) => Promise.reject(nobodyToAsk(method)),
    });
    this.#main = connection;
    await this.learnTools();
    return described(initialized);
  }

  async renew(): Promise<Description> {
    const old = this.#main;
    const description = await this.open();
    old?.retire();
    return description;
  }

  async close(): Promise<void> {
    await this.#main?.close();
    this.#main = undefined;
  }

  async learnTools(): Promise<void> {
    const { tools } = this.#options;
    if (this.#main !== undefined) await learnTools(this.#main, { tools, isModern: false });
  }

  async run(call: Call): Promise<Reply> {
    if (OF_SESSIONS.has(call.method)) throw methodNotFound(call.method);
    const answers = new RecordedAnswers(call);
    const { connection } = await this.#connect(call.client, {
      notified: (notification) => this.#notified(notification, call),
      // What is asked when a connection opens, rather than by the handler, would be asked again for every call.
      ask: async ({ method, params }, asking) => {
        if (asking === undefined) throw nobodyToAsk(method);
        return answers.answer(method, params);
      },
    });
    const running = connection.run(call, paramsForV1(call), extraForV1(call));
    connection.retire();
    try {
      const reply = await running;
      if (isFailure(reply)) answers.requireAskable();
      return answers.openQuestions() ?? reply;
    } catch (error) {
      if (call.abortReason !== undefined) throw error;
      answers.requireAskable();
      const pages = pagesToVisit(error);
      if (pages !== undefined) answers.visit(pages);
      const open = answers.openQuestions();
      if (open !== undefined) return open;
      throw error;
    }
  }

  async #connect(
    client: ClientFacts,
    peer: Peer,
  ): Promise<{ connection: Connection; initialized: JsonObject }> {
    const { product } = await makeServer(this.#options.factory, 'v1', NO_CONTEXT);
    const connection = new Connection({ peer, replyTo: this.#replyTo, context: this.#context });
    await connection.connect(product);
    const initialized = await connection.request('initialize', {
      protocolVersion: SERVER_REVISION,
      capabilities: client.capabilities,
      clientInfo: client.info ?? { name: 'unknown', version: '0' },
    });
    connection.notify('notifications/initialized', {});
    return { connection, initialized };
  }

  #notified(notification: SdkMessage & { readonly method: string }, call: Call): void {
    const { method, params } = notification;
    if (this.#changed(method, params) || call.settled) return;
    if (method === 'notifications/message' && isTooQuiet(params?.['level'], call)) return;
    call.channel.send(JSON.stringify(notification));
  }

  #changed(method: string, params: JsonObject | undefined): boolean {
    const change = changeOf(method, params);
    if (change !== undefined) this.#options.onChange(change);
    return change !== undefined;
  }

  readonly #replyTo = (call: Call, result: JsonObject): Reply => {
    if (call.method === 'tools/list') this.#options.tools.learn(result);
    return { kind: 'result', result: CACHEABLE.has(call.method) ? { ...NO_CACHE, ...result } : result };
  };
}

/** v1 factories take none. */
const NO_CONTEXT = {
  era: 'legacy',
  authInfo: undefined,
  request: () => undefined,
  lasting: { authInfo: true, requestInfo: true },
} as const;

/** In this era a client that names no level wants no messages. */
function isTooQuiet(level: unknown, { logLevel }: Call): boolean {
  const levels: readonly unknown[] = LOG_LEVELS;
  return logLevel === undefined || levels.indexOf(level) < levels.indexOf(logLevel);
}

/** Answers and state of earlier rounds are ours here. */
function paramsForV1({ params }: Call): JsonObject {
  if (!('inputResponses' in params || 'requestState' in params)) return params;
  const { inputResponses: _, requestState: __, ...others } = params;
  return others;
}

function pagesToVisit(error: unknown): readonly JsonObject[] | undefined {
  if (!(error instanceof FleetError) || error.rpcCode !== URL_ELICITATION_REQUIRED) return undefined;
  const elicitations = error.data?.['elicitations'];
  return Array.isArray(elicitations) ? elicitations.filter(isObject) : undefined;
}

function isFailure(reply: Reply): boolean {
  return reply.kind === 'result' && (reply.result as { isError?: unknown }).isError === true;
}

function methodNotFound(method: string): FleetError {
  return new FleetError('METHOD_NOT_FOUND', `Method not found: ${method}`);
}

function nobodyToAsk(method: string): FleetError {
  return new FleetError('INTERNAL_ERROR', `Nobody is there to answer "${method}".`);
}
