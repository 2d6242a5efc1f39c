// Right messages of every method and revision, as the values that become JSON. They are the material that is broken.

import type { Chance } from './chance.ts';
import { allCapabilities, MODERN, type Revision, SESSION_REVISIONS } from './revisions.ts';
import { ASKING_TOOLS, HEADER_TOOLS, PLAIN_TOOLS, TOOL_NAMES, toolCall } from './tool-calls.ts';

export interface Message {
  readonly jsonrpc: '2.0';
  readonly id?: string | number;
  readonly method: string;
  readonly params?: Record<string, unknown>;
}

type Params = Record<string, unknown>;
type MakeParams = (chance: Chance) => Params;

const RESOURCES = [
  'test://static-text',
  'test://static-binary',
  'test://watched-resource',
  'test://template/42/data',
  'note://garden',
  'project://fleet/src/index.ts',
  'zoo://path/a/b%20c?q=1&tags=x&tags=y&more=z',
  'zoo://reserved/a/b?c#d',
  'zoo://labels.a.b;options=1',
  'zoo://list/a,b,c',
] as const;

/** A list from its start, or from behind one of its entries: that is what a cursor carries. */
const listParams =
  (...keys: readonly string[]): MakeParams =>
  (chance) =>
    chance.happens(0.6) ? {} : { cursor: Buffer.from(chance.one(keys)).toString('base64url') };

/** What both eras have, with the weight of each. */
const SHARED: Readonly<Record<string, readonly [weight: number, make: MakeParams]>> = {
  'tools/call': [10, (chance) => ({ ...toolCall(PLAIN_TOOLS, chance) })],
  'tools/list': [2, listParams('echo', 'test_simple_text', 'zoo')],
  'prompts/list': [1, listParams('hello', 'many')],
  'prompts/get': [3, promptParams],
  'resources/list': [1, listParams('test://static-text', 'note://garden')],
  'resources/templates/list': [1, listParams('note', 'zoo://list/{items*}')],
  'resources/read': [3, (chance) => ({ uri: chance.one(RESOURCES) })],
  'completion/complete': [2, completionParams],
};

const MODERN_ONLY: typeof SHARED = {
  'server/discover': [2, () => ({})],
  'subscriptions/listen': [1, (chance) => ({ notifications: subscriptionFilter(chance) })],
};

const SESSION_ONLY: typeof SHARED = {
  ping: [1, () => ({})],
  'logging/setLevel': [1, (chance) => ({ level: chance.one(['debug', 'info', 'error', 'emergency']) })],
  'resources/subscribe': [1, (chance) => ({ uri: chance.one(RESOURCES) })],
  'resources/unsubscribe': [1, (chance) => ({ uri: chance.one(RESOURCES) })],
};

const NOTIFICATIONS: Readonly<Record<string, MakeParams>> = {
  'notifications/initialized': () => ({}),
  'notifications/cancelled': (chance) => ({ requestId: `c${chance.below(1000)}`, reason: 'too slow' }),
  'notifications/progress': () => ({ progressToken: 1, progress: 0.5, total: 1 }),
  'notifications/roots/list_changed': () => ({}),
};

/** Texts that mean something somewhere: a mutation may put them where they do not belong. */
export const WORDS: readonly string[] = [
  ...TOOL_NAMES,
  ...RESOURCES,
  ...Object.keys(SHARED),
  ...Object.keys(MODERN_ONLY),
  ...Object.keys(SESSION_ONLY),
  ...Object.keys(NOTIFICATIONS),
  'initialize',
  'tasks/get',
  'roots/list',
  'sampling/createMessage',
  'elicitation/create',
  'translate',
  'test_prompt_with_arguments',
  MODERN,
  ...SESSION_REVISIONS,
  'ref/prompt',
  'ref/resource',
  'debug',
  'accept',
];

function promptParams(chance: Chance): Params {
  const [name, args] = chance.one<[string, Params?]>([
    ['test_simple_prompt'],
    ['test_prompt_with_arguments', { arg1: 'a', arg2: 'b' }],
    ['test_prompt_with_embedded_resource', { resourceUri: 'test://x' }],
    ['test_prompt_with_image'],
    ['hello'],
    ['translate', { language: 'german' }],
    ['many', { n: '1' }],
  ]);
  return { name, ...(args !== undefined && { arguments: args }) };
}

function completionParams(chance: Chance): Params {
  const [ref, name] = chance.one<[Params, string]>([
    [{ type: 'ref/prompt', name: 'test_prompt_with_arguments' }, 'arg1'],
    [{ type: 'ref/prompt', name: 'translate' }, 'framework'],
    [{ type: 'ref/prompt', name: 'many' }, 'n'],
    [{ type: 'ref/resource', uri: 'test://template/{id}/data' }, 'id'],
    [{ type: 'ref/resource', uri: 'project://{name}/{+path}' }, 'path'],
    [{ type: 'ref/resource', uri: 'note://{id}' }, 'id'],
  ]);
  const context = chance.happens(0.4) && { context: { arguments: { language: 'python', name: 'fleet' } } };
  return { ref, argument: { name, value: chance.one(['', 'p', 'f']) }, ...context };
}

export function subscriptionFilter(chance: Chance): Params {
  return {
    ...(chance.happens(0.5) && { toolsListChanged: true }),
    ...(chance.happens(0.5) && { promptsListChanged: true }),
    ...(chance.happens(0.5) && { resourcesListChanged: true }),
    ...(chance.happens(0.5) && { resourceSubscriptions: ['test://watched-resource'] }),
  };
}

/** The metadata that makes a request a modern one. */
export function modernMeta(chance: Chance): Params {
  return {
    'io.modelcontextprotocol/protocolVersion': MODERN,
    'io.modelcontextprotocol/clientCapabilities': allCapabilities(),
    ...(chance.happens(0.7) && { 'io.modelcontextprotocol/clientInfo': { name: 'fuzz', version: '1' } }),
    ...(chance.happens(0.3) && {
      'io.modelcontextprotocol/logLevel': chance.one(['debug', 'info', 'error']),
    }),
    ...(chance.happens(0.3) && { progressToken: chance.one(['p', 1, 0, 'Ä']) }),
  };
}

/** A request of any method that a server of that revision has. */
export function anyRequest(revision: Revision, id: string | number, chance: Chance): Message {
  const own = revision === MODERN ? MODERN_ONLY : SESSION_ONLY;
  const methods = { ...SHARED, ...own };
  const weights = Object.fromEntries(Object.entries(methods).map(([name, [weight]]) => [name, weight]));
  const method = chance.weighted(weights);
  const params = (methods[method] as (typeof SHARED)[string])[1](chance);
  return request(revision, { id, method, params }, chance);
}

export interface Asked {
  readonly id: string | number;
  readonly method: string;
  readonly params: Params;
}

/** A request as its revision wants it. */
export function request(revision: Revision, { id, method, params }: Asked, chance: Chance): Message {
  if (revision === MODERN) {
    return { jsonrpc: '2.0', id, method, params: { ...params, _meta: modernMeta(chance) } };
  }
  const meta = chance.happens(0.3) && { _meta: { progressToken: chance.one(['p', 7]) } };
  const whole = { ...params, ...meta };
  const isBare = Object.keys(whole).length === 0 && chance.happens(0.5);
  return { jsonrpc: '2.0', id, method, ...(!isBare && { params: whole }) };
}

export function callRequest(
  revision: Revision,
  { id, tools }: { id: string | number; tools: 'plain' | 'header' | 'asking' },
  chance: Chance,
): Message {
  const set = { plain: PLAIN_TOOLS, header: HEADER_TOOLS, asking: ASKING_TOOLS }[tools];
  return request(revision, { id, method: 'tools/call', params: { ...toolCall(set, chance) } }, chance);
}

export function anyNotification(revision: Revision, chance: Chance): Message {
  const method = chance.one(Object.keys(NOTIFICATIONS));
  const params = (NOTIFICATIONS[method] as MakeParams)(chance);
  const meta = revision === MODERN && chance.happens(0.7) && { _meta: modernMeta(chance) };
  return { jsonrpc: '2.0', method, params: { ...params, ...meta } };
}

export function initialize(revision: string, id: string | number): Message {
  const clientInfo = { name: 'fuzz', version: '1.0.0', title: 'Fuzz' };
  const params = { protocolVersion: revision, capabilities: allCapabilities(), clientInfo };
  return { jsonrpc: '2.0', id, method: 'initialize', params };
}
