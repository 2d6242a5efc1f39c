// Tells listening clients what changed: modern ones on their `subscriptions/listen` streams, session ones on the
// stream they opened to listen. Changes of one turn of the event loop are told once.

import { META_SUBSCRIPTION_ID } from '../protocol/eras.ts';
import { FleetError } from '../protocol/errors.ts';
import {
  isObject,
  notificationText,
  type RequestId,
  type RpcRequest,
  resultText,
} from '../protocol/json-rpc.ts';
import type { JsonObject, SubscriptionFilter } from '../protocol/mcp.ts';
import type { Backend, Change } from '../server/backend.ts';
import type { MessageExchange, MessageStream } from '../server/message-exchange.ts';
import { encodeResult } from '../server/result-encoding.ts';
import type { Session } from '../session/sessions.ts';
import type { SessionStreams } from '../session/streams.ts';

export interface NoticesOptions {
  readonly backend: Backend;
  /** Where the sessions are that have a client listening. */
  readonly streams: Pick<SessionStreams, 'listeners' | 'tell'>;
  /** Runs `callback` when the event loop has turned once. */
  readonly soon: (callback: () => void) => void;
  /** Is told of the changes of this node's server, for the clients of other nodes. */
  readonly onChange: (change: Change) => void;
}

interface Listener {
  readonly id: RequestId;
  readonly filter: SubscriptionFilter;
  readonly uris: ReadonlySet<string>;
  readonly stream: MessageStream;
}

/** Resources that one subscription may name. */
export const MAX_SUBSCRIBED_URIS = 1000;

const LIST_FLAGS = {
  tools: 'toolsListChanged',
  prompts: 'promptsListChanged',
  resources: 'resourcesListChanged',
} as const;

const LISTS = ['tools', 'prompts', 'resources'] as const;

export class Notices {
  readonly #options: NoticesOptions;
  readonly #listeners = new Set<Listener>();
  readonly #pending = new Map<string, Change>();
  readonly #unsubscribe: () => void;

  constructor(options: NoticesOptions) {
    this.#options = options;
    this.#unsubscribe = options.backend.onChange((change) => {
      if (!this.#pending.has(keyOf(change))) options.onChange(change);
      this.note(change);
    });
  }

  /** Answers a `subscriptions/listen` request with a stream that stays open. @throws FleetError INVALID_PARAMS, OVERLOADED */
  listen(request: RpcRequest, exchange: MessageExchange): void {
    const filter = this.#honour(readFilter(request.params['notifications']));
    exchange.requireStreamRoom();
    const stream = exchange.openListeningStream();
    const acknowledged = { _meta: { [META_SUBSCRIPTION_ID]: request.id }, notifications: filter };
    stream.send(notificationText('notifications/subscriptions/acknowledged', acknowledged));
    const listener = { id: request.id, filter, uris: new Set(filter.resourceSubscriptions), stream };
    // Nothing would ever come on a stream that honours nothing.
    if (Object.keys(filter).length === 0) return this.#complete(listener);
    this.#listeners.add(listener);
    stream.onClose(() => this.#listeners.delete(listener));
  }

  /** What of a filter this server can deliver. */
  #honour(filter: SubscriptionFilter): SubscriptionFilter {
    const { tools, prompts, resources } = this.#options.backend.capabilities('modern');
    const uris = resources?.subscribe === true ? filter.resourceSubscriptions : undefined;
    return {
      ...(filter.toolsListChanged && tools?.listChanged && { toolsListChanged: true }),
      ...(filter.promptsListChanged && prompts?.listChanged && { promptsListChanged: true }),
      ...(filter.resourcesListChanged && resources?.listChanged && { resourcesListChanged: true }),
      ...(uris !== undefined && uris.length > 0 && { resourceSubscriptions: uris }),
    };
  }

  /** Tells the clients here of a change, whichever node it happened on. */
  note(change: Change): void {
    if (this.#pending.size === 0) this.#options.soon(() => this.#tellAll());
    const key = keyOf(change);
    // Of two alike, the one that more are to hear of.
    const known = this.#pending.get(key);
    if (known === undefined || known.isToldOtherwise !== undefined) this.#pending.set(key, change);
  }

  /** Changes may have been missed: all who listen here had better look again. */
  resynchronize(): void {
    for (const change of this.#lists()) this.note(change);
    const uris = new Set<string>();
    for (const listener of this.#listeners) for (const uri of listener.uris) uris.add(uri);
    for (const { state } of this.#options.streams.listeners())
      for (const uri of state.subscriptions) uris.add(uri);
    for (const uri of uris) this.note({ topic: 'resource', uri });
  }

  /** The same for one session. */
  resynchronizeSession({ facts, state }: Session): void {
    const changed = state.subscriptions.map((uri): Change => ({ topic: 'resource', uri }));
    for (const change of [...this.#lists(), ...changed]) {
      this.#options.streams.tell(facts.id, noticeText(change, undefined));
    }
  }

  /** The lists that clients may have been told of. */
  #lists(): Change[] {
    const capabilities = this.#options.backend.capabilities('session');
    return LISTS.filter((topic) => capabilities[topic]?.listChanged === true).map((topic) => ({ topic }));
  }

  #tellAll(): void {
    const changes = [...this.#pending.values()];
    this.#pending.clear();
    for (const change of changes) {
      this.#tellListeners(change);
      this.#tellSessions(change);
    }
  }

  #tellListeners(change: Change): void {
    for (const { id, filter, uris, stream } of this.#listeners) {
      const wanted =
        change.topic === 'resource' ? uris.has(change.uri) : filter[LIST_FLAGS[change.topic]] === true;
      if (wanted) stream.send(noticeText(change, { _meta: { [META_SUBSCRIPTION_ID]: id } }));
    }
  }

  #tellSessions(change: Change): void {
    const text = noticeText(change, undefined);
    const { streams } = this.#options;
    for (const { facts, state } of streams.listeners()) {
      if (change.isToldOtherwise?.(facts.id)) continue;
      if (change.topic !== 'resource' || state.subscriptions.includes(change.uri))
        streams.tell(facts.id, text);
    }
  }

  /** Ends every subscription the way that clients can tell from a broken connection. */
  close(): void {
    this.#unsubscribe();
    for (const listener of this.#listeners) this.#complete(listener);
    this.#listeners.clear();
  }

  #complete({ id, stream }: Listener): void {
    const result = encodeResult(
      { _meta: { [META_SUBSCRIPTION_ID]: id } },
      'modern',
      this.#options.backend.info,
    );
    stream.end(resultText(id, result));
  }
}

function keyOf(change: Change): string {
  return change.topic === 'resource' ? `resource ${change.uri}` : change.topic;
}

function noticeText(change: Change, params: JsonObject | undefined): string {
  if (change.topic === 'resource') {
    return notificationText('notifications/resources/updated', { ...params, uri: change.uri });
  }
  return notificationText(`notifications/${change.topic}/list_changed`, params);
}

/** @throws FleetError INVALID_PARAMS */
function readFilter(value: unknown): SubscriptionFilter {
  if (!isObject(value)) throw badFilter('"notifications" must be an object');
  for (const flag of Object.values(LIST_FLAGS)) {
    if (value[flag] !== undefined && typeof value[flag] !== 'boolean')
      throw badFilter(`"${flag}" must be a boolean`);
  }
  const uris = value['resourceSubscriptions'];
  if (uris === undefined) return value;
  if (!Array.isArray(uris) || !uris.every((uri) => typeof uri === 'string')) {
    throw badFilter('"resourceSubscriptions" must be an array of URIs');
  }
  if (uris.length > MAX_SUBSCRIBED_URIS)
    throw badFilter(`"resourceSubscriptions" may name ${MAX_SUBSCRIBED_URIS} URIs`);
  return value;
}

function badFilter(problem: string): FleetError {
  return new FleetError('INVALID_PARAMS', `Invalid params: ${problem}.`);
}
