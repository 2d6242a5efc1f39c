// The methods of the session eras that concern the session itself rather than what the server offers.

import {
  type ClientFacts,
  isClientCapabilities,
  isImplementation,
  negotiateSessionVersion,
  type SessionVersion,
} from '../protocol/eras.ts';
import { FleetError } from '../protocol/errors.ts';
import type { RpcRequest } from '../protocol/json-rpc.ts';
import { type JsonObject, LOG_LEVELS, type LogLevel } from '../protocol/mcp.ts';
import type { Backend } from '../server/backend.ts';
import type { Session, Sessions } from '../session/sessions.ts';
import { MAX_SUBSCRIBED_URIS } from './notices.ts';

type SessionUpdates = Pick<Sessions, 'update'>;

/** What these methods answer: exactly nothing, as JSON. */
const EMPTY = '{}';

/**
 * What `initialize` says of the client, and the version to speak with it.
 * @throws FleetError INVALID_PARAMS
 */
export function readOpening({ protocolVersion, capabilities, clientInfo }: JsonObject): {
  protocolVersion: SessionVersion;
  client: ClientFacts;
} {
  if (typeof protocolVersion !== 'string') throw badOpening('"protocolVersion" must be a string');
  if (!isClientCapabilities(capabilities)) throw badOpening('"capabilities" must be an object of objects');
  if (!isImplementation(clientInfo)) throw badOpening('"clientInfo" must have a name and a version');
  return {
    protocolVersion: negotiateSessionVersion(protocolVersion),
    client: { info: clientInfo, capabilities },
  };
}

function badOpening(problem: string): FleetError {
  return new FleetError('INVALID_PARAMS', `Invalid params: ${problem}.`);
}

/** The result of `initialize`. */
export function welcome(backend: Backend, protocolVersion: SessionVersion): object {
  return {
    protocolVersion,
    capabilities: backend.capabilities('session'),
    serverInfo: backend.info,
    instructions: backend.instructions,
  };
}

/** What happens before the state of a session changes; a rejection keeps it from changing. */
type First = (() => Promise<void>) | undefined;

/** The JSON of the result, or undefined when the method is not one of these. */
export function answerForSession(
  message: RpcRequest,
  session: Session,
  sessions: SessionUpdates,
  first: First,
): Promise<string> | undefined {
  switch (message.method) {
    case 'ping':
      return Promise.resolve(EMPTY);
    case 'logging/setLevel':
      return setLevel(message, session, { sessions, first });
    case 'resources/subscribe':
      return subscribe(message, session, { sessions, first });
    case 'resources/unsubscribe':
      return unsubscribe(message, session, { sessions, first });
    default:
      return undefined;
  }
}

interface Means {
  readonly sessions: SessionUpdates;
  readonly first: First;
}

async function setLevel(
  { params }: RpcRequest,
  session: Session,
  { sessions, first }: Means,
): Promise<string> {
  const { level } = params;
  if (!(LOG_LEVELS as readonly unknown[]).includes(level)) {
    throw new FleetError(
      'INVALID_PARAMS',
      `Invalid params: "level" must be one of ${LOG_LEVELS.join(', ')}.`,
    );
  }
  await first?.();
  await sessions.update(session, { logLevel: level as LogLevel });
  return EMPTY;
}

async function subscribe(
  { params }: RpcRequest,
  session: Session,
  { sessions, first }: Means,
): Promise<string> {
  const uri = readUri(params);
  const { subscriptions } = session.state;
  if (subscriptions.length >= MAX_SUBSCRIBED_URIS && !subscriptions.includes(uri)) {
    throw new FleetError(
      'INVALID_PARAMS',
      `A session may subscribe to ${MAX_SUBSCRIBED_URIS} resources at most.`,
    );
  }
  await first?.();
  const known = session.state.subscriptions;
  if (!known.includes(uri)) await sessions.update(session, { subscriptions: [...known, uri] });
  return EMPTY;
}

async function unsubscribe(
  { params }: RpcRequest,
  session: Session,
  { sessions, first }: Means,
): Promise<string> {
  const uri = readUri(params);
  await first?.();
  await sessions.update(session, { subscriptions: session.state.subscriptions.filter((one) => one !== uri) });
  return EMPTY;
}

/** What is kept for a session must not be as large as a body may be. */
const MAX_URI_CHARS = 8192;

function readUri(params: Readonly<Record<string, unknown>>): string {
  const { uri } = params;
  if (typeof uri === 'string' && uri.length > MAX_URI_CHARS) {
    throw new FleetError('INVALID_PARAMS', `Invalid params: "uri" may have ${MAX_URI_CHARS} characters.`);
  }
  if (typeof uri === 'string' && URL.canParse(uri)) return uri;
  throw new FleetError('INVALID_PARAMS', 'Invalid params: "uri" must be an absolute URI.');
}
