// What a tool author writes against: register tools, resources and prompts once, with the same shapes as the official
// SDK's McpServer, and the fleet serves them to clients of both eras.

import type {
  CacheHint,
  GetPromptResult,
  Implementation,
  InputRequiredResult,
  JsonObject,
  ServerCapabilities,
} from '../../protocol/mcp.ts';
import type { InferOutput, StandardSchema } from '../../protocol/standard-schema.ts';
import type { Backend } from '../../server/backend.ts';
import type { HandlerContext } from '../../server/handler-context.ts';
import { type CacheableMethod, NativeBackend } from './native-backend.ts';
import { type PromptConfig, PromptEntry, type PromptHandler } from './prompts.ts';
import {
  RegisteredPrompt,
  RegisteredResource,
  RegisteredResourceTemplate,
  RegisteredTool,
} from './registrations.ts';
import {
  type ReadResource,
  type ReadTemplate,
  type ResourceConfig,
  ResourceEntry,
  ResourceTemplate,
  TemplateEntry,
} from './resources.ts';
import type { SchemaSource } from './schema.ts';
import { type ToolConfig, ToolEntry, type ToolHandler, type ToolResult } from './tools.ts';

export interface FleetServerOptions {
  /** Tells language models how to use the server. */
  instructions?: string;
  /** Capabilities beyond what the registrations imply, e.g. extensions. */
  capabilities?: ServerCapabilities;
  /**
   * Items in one page of a list; at the limit clients get a cursor for the next.
   * @defaultValue 500
   */
  pageSize?: number;
  /** Freshness hints for clients of 2026-07-28, by operation. @defaultValue `{ ttlMs: 0, cacheScope: 'private' }` */
  cacheHints?: Partial<Record<CacheableMethod, CacheHint>>;
}

type Awaitable<T> = T | Promise<T>;
/** What a handler's `args` are: the schema's output; an object of unknown members for a raw JSON Schema. */
type ArgsOf<S> = S extends StandardSchema ? InferOutput<S> : JsonObject;

export type ToolCallback<S> = S extends SchemaSource
  ? (args: ArgsOf<S>, ctx: HandlerContext) => Awaitable<ToolResult>
  : (ctx: HandlerContext) => Awaitable<ToolResult>;

type PromptResult = GetPromptResult | InputRequiredResult;

export type PromptCallback<S> = S extends SchemaSource
  ? (args: ArgsOf<S>, ctx: HandlerContext) => Awaitable<PromptResult>
  : (ctx: HandlerContext) => Awaitable<PromptResult>;

const DEFAULT_PAGE_SIZE = 500;

export class FleetServer {
  readonly #native: NativeBackend;

  /**
   * @param info name and version, shown to clients
   * @throws RangeError when an option is out of range
   */
  constructor(info: Implementation, options: FleetServerOptions = {}) {
    const { pageSize = DEFAULT_PAGE_SIZE, cacheHints = {} } = options;
    if (!Number.isInteger(pageSize) || pageSize < 1)
      throw new RangeError('pageSize must be an integer of 1 or more.');
    for (const [method, hint] of Object.entries(cacheHints)) checkCacheHint(hint, `cacheHints["${method}"]`);
    this.#native = new NativeBackend({
      info,
      pageSize,
      cacheHints,
      instructions: options.instructions,
      declared: options.capabilities ?? {},
    });
  }

  /** What a node serves. */
  get backend(): Backend {
    return this.#native;
  }

  /**
   * Adds a tool. With an `inputSchema` the handler gets `(args, ctx)`, else `(ctx)`.
   * @throws TypeError when a schema cannot be used, Error when the name is taken.
   */
  registerTool<S extends SchemaSource | undefined = undefined>(
    name: string,
    config: Omit<ToolConfig, 'inputSchema'> & { inputSchema?: S },
    handler: ToolCallback<S>,
  ): RegisteredTool {
    const entry = new ToolEntry(name, config as ToolConfig, handler as ToolHandler);
    return new RegisteredTool(this.#native.tools, name, entry);
  }

  /**
   * Adds a prompt. With an `argsSchema` the handler gets `(args, ctx)`, else `(ctx)`.
   * @throws TypeError when the schema cannot be used, Error when the name is taken.
   */
  registerPrompt<S extends SchemaSource | undefined = undefined>(
    name: string,
    config: Omit<PromptConfig, 'argsSchema'> & { argsSchema?: S },
    handler: PromptCallback<S>,
  ): RegisteredPrompt {
    const entry = new PromptEntry(name, config as PromptConfig, handler as PromptHandler);
    return new RegisteredPrompt(this.#native.prompts, name, entry);
  }

  /**
   * Adds a resource with a fixed URI, or a template of many.
   * @throws TypeError when the URI is not absolute, RangeError for a bad cache hint, Error when it is taken.
   */
  registerResource(name: string, uri: string, config: ResourceConfig, read: ReadResource): RegisteredResource;
  registerResource(
    name: string,
    template: ResourceTemplate,
    config: ResourceConfig,
    read: ReadTemplate,
  ): RegisteredResourceTemplate;
  registerResource(
    name: string,
    target: string | ResourceTemplate,
    config: ResourceConfig,
    read: ReadResource | ReadTemplate,
  ): RegisteredResource | RegisteredResourceTemplate {
    if (config.cacheHint !== undefined) checkCacheHint(config.cacheHint, `the cacheHint of "${name}"`);
    if (target instanceof ResourceTemplate) {
      const entry = new TemplateEntry(name, target, config, read as ReadTemplate);
      return new RegisteredResourceTemplate(this.#native.templates, name, entry);
    }
    if (!URL.canParse(target))
      throw new TypeError(`The URI of resource "${name}" must be absolute: "${target}".`);
    const entry = new ResourceEntry(name, target, config, read as ReadResource);
    return new RegisteredResource(this.#native.resources, target, entry);
  }

  /** Tells listening clients that the tools changed. Registrations do so by themselves. */
  sendToolListChanged(): void {
    this.#native.announce({ topic: 'tools' });
  }

  sendPromptListChanged(): void {
    this.#native.announce({ topic: 'prompts' });
  }

  sendResourceListChanged(): void {
    this.#native.announce({ topic: 'resources' });
  }

  /** Tells the clients that subscribed to `uri` that it changed. */
  sendResourceUpdated(uri: string): void {
    this.#native.announce({ topic: 'resource', uri });
  }
}

function checkCacheHint(hint: CacheHint, where: string): void {
  const { ttlMs = 0, cacheScope = 'private' } = hint;
  if (!Number.isInteger(ttlMs) || ttlMs < 0)
    throw new RangeError(`${where}: ttlMs must be an integer of 0 or more.`);
  if (cacheScope !== 'public' && cacheScope !== 'private') {
    throw new RangeError(`${where}: cacheScope must be "public" or "private".`);
  }
}
