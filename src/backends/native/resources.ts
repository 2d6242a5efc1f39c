// Resources: fixed ones by URI, and templates that match many URIs. Reading one, and listing them together with what
// the templates enumerate.

import type { Era } from '../../protocol/eras.ts';
import { FleetError } from '../../protocol/errors.ts';
import { isObject } from '../../protocol/json-rpc.ts';
import type {
  Annotations,
  CacheHint,
  Icon,
  InputRequiredResult,
  ListResourcesResult,
  Meta,
  ReadResourceResult,
} from '../../protocol/mcp.ts';
import type { Reply } from '../../server/backend.ts';
import type { Call } from '../../server/call.ts';
import type { HandlerContext } from '../../server/handler-context.ts';
import { isInputRequired } from '../../server/input-required.ts';
import { CallContext } from './call-context.ts';
import type { Completer } from './completion.ts';
import type { Listed, Listing } from './listing.ts';
import { replyToInputRequired, toProtocolError } from './outcome.ts';
import { UriTemplate } from './uri-template.ts';

export interface ResourceConfig {
  title?: string;
  description?: string;
  mimeType?: string;
  /** Bytes. */
  size?: number;
  annotations?: Annotations;
  icons?: Icon[];
  _meta?: Meta;
  /** How long clients of 2026-07-28 may keep what they read. */
  cacheHint?: CacheHint;
}

/** Values of a template's variables, percent-decoded. */
export type Variables = Record<string, string | string[]>;

type Awaitable<T> = T | Promise<T>;
export type ReadResult = ReadResourceResult | InputRequiredResult;
export type ReadResource = (uri: URL, ctx: HandlerContext) => Awaitable<ReadResult>;
export type ReadTemplate = (uri: URL, variables: Variables, ctx: HandlerContext) => Awaitable<ReadResult>;

export interface ResourceTemplateCallbacks {
  /** Enumerates what the template stands for; `undefined` when that is not possible or not wanted. */
  list: ((ctx: HandlerContext) => Awaitable<ListResourcesResult>) | undefined;
  /** Suggestions by variable. */
  complete?: Record<string, Completer>;
}

/** A URI template (RFC 6570) for `registerResource`. */
export class ResourceTemplate {
  readonly uriTemplate: UriTemplate;
  readonly callbacks: ResourceTemplateCallbacks;

  /** @throws TypeError when the template is malformed. */
  constructor(uriTemplate: string, callbacks: ResourceTemplateCallbacks) {
    this.uriTemplate = new UriTemplate(uriTemplate);
    this.callbacks = callbacks;
  }
}

export class ResourceEntry implements Listed {
  enabled = true;
  readonly name: string;
  readonly uri: string;
  readonly config: ResourceConfig;
  readonly read: ReadResource;

  constructor(name: string, uri: string, config: ResourceConfig, read: ReadResource) {
    this.name = name;
    this.uri = uri;
    this.config = config;
    this.read = read;
  }

  describe(_era: Era): object {
    const { cacheHint: _, ...shown } = this.config;
    return { uri: this.uri, name: this.name, ...shown };
  }
}

export class TemplateEntry implements Listed {
  enabled = true;
  readonly name: string;
  readonly template: ResourceTemplate;
  readonly config: ResourceConfig;
  readonly read: ReadTemplate;

  constructor(name: string, template: ResourceTemplate, config: ResourceConfig, read: ReadTemplate) {
    this.name = name;
    this.template = template;
    this.config = config;
    this.read = read;
  }

  describe(_era: Era): object {
    const { cacheHint: _, ...shown } = this.config;
    return { uriTemplate: this.template.uriTemplate.template, name: this.name, ...shown };
  }
}

export interface ResourceCatalogue {
  readonly resources: Listing<ResourceEntry>;
  readonly templates: Listing<TemplateEntry>;
  /** For resources without a hint of their own. */
  readonly readCache: CacheHint | undefined;
}

/**
 * Reads the resource that a call names.
 * @throws FleetError INVALID_PARAMS or RESOURCE_NOT_FOUND, by era; or what the handler ends with.
 */
export async function readResource(catalogue: ResourceCatalogue, call: Call): Promise<Reply> {
  const uri = call.params['uri'];
  if (typeof uri !== 'string' || !URL.canParse(uri)) {
    throw new FleetError('INVALID_PARAMS', 'Invalid params: "uri" must be an absolute URI.');
  }
  const ctx = new CallContext(call);
  const found = findReader(catalogue, uri, ctx);
  if (found === undefined) throw notFound(uri, call.era);
  try {
    const returned = await found.read();
    const pending = ctx.questions?.pendingReply();
    if (pending !== undefined) return pending;
    if (isInputRequired(returned)) return replyToInputRequired(call, ctx, returned);
    return { kind: 'result', result: withCache(returned, call.era, found.cacheHint, catalogue.readCache) };
  } catch (error) {
    const pending = ctx.questions?.pendingReply();
    if (pending !== undefined) return pending;
    // A handler that finds nothing says so with the code of whichever era asks.
    if (error instanceof FleetError && error.code === 'RESOURCE_NOT_FOUND') {
      throw notFound(uri, call.era, error.message);
    }
    throw toProtocolError(error, call, `Reading "${uri}"`);
  }
}

interface Reader {
  read(): Awaitable<ReadResult>;
  readonly cacheHint: CacheHint | undefined;
}

function findReader(catalogue: ResourceCatalogue, uri: string, ctx: CallContext): Reader | undefined {
  const fixed = catalogue.resources.get(uri);
  if (fixed !== undefined) {
    return { read: () => fixed.read(new URL(uri), ctx), cacheHint: fixed.config.cacheHint };
  }
  for (const [, entry] of catalogue.templates.enabled()) {
    const variables = entry.template.uriTemplate.match(uri);
    if (variables !== undefined) {
      return { read: () => entry.read(new URL(uri), variables, ctx), cacheHint: entry.config.cacheHint };
    }
  }
  return undefined;
}

function withCache(
  returned: ReadResourceResult,
  era: Era,
  own: CacheHint | undefined,
  general: CacheHint | undefined,
): ReadResourceResult {
  if (!isObject(returned) || !Array.isArray(returned.contents)) {
    throw new TypeError('A resource handler must return { contents: [...] }.');
  }
  const { ttlMs, cacheScope, ...result } = returned;
  if (era === 'session') return result;
  return {
    ...result,
    ttlMs: ttlMs ?? own?.ttlMs ?? general?.ttlMs ?? 0,
    cacheScope: cacheScope ?? own?.cacheScope ?? general?.cacheScope ?? 'private',
  };
}

function notFound(uri: string, era: Era, message = `Resource not found: ${uri.slice(0, 500)}`): FleetError {
  return new FleetError(era === 'modern' ? 'INVALID_PARAMS' : 'RESOURCE_NOT_FOUND', message, {
    data: { uri },
  });
}

/** Everything that `resources/list` shows: the fixed resources, then what each template enumerates. */
export async function enumerateResources(
  catalogue: ResourceCatalogue,
  call: Call,
): Promise<{ key: string; value: object }[]> {
  const items = new Map<string, object>();
  for (const [uri, entry] of catalogue.resources.enabled()) items.set(uri, entry.describe(call.era));
  const ctx = new CallContext(call);
  for (const [name, entry] of catalogue.templates.enabled()) {
    const list = entry.template.callbacks.list;
    if (list === undefined) continue;
    try {
      const { resources } = await list(ctx);
      for (const resource of resources) {
        if (!items.has(resource.uri))
          items.set(resource.uri, { ...entry.config, cacheHint: undefined, ...resource });
      }
    } catch (error) {
      throw toProtocolError(error, call, `Listing the resources of template "${name}"`);
    }
  }
  return [...items].map(([key, value]) => ({ key, value }));
}

/** Whether any template enumerates, so that the list must be asked for anew each time. */
export function listsDynamically(catalogue: ResourceCatalogue): boolean {
  for (const [, entry] of catalogue.templates.enabled()) {
    if (entry.template.callbacks.list !== undefined) return true;
  }
  return false;
}
