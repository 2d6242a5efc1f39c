// The native server behind the `Backend` seam: finds what a call names in the compiled catalogue and runs it.

import { FleetError } from '../../protocol/errors.ts';
import { isObject } from '../../protocol/json-rpc.ts';
import type { CacheHint, Implementation, ServerCapabilities } from '../../protocol/mcp.ts';
import type { Backend, Change, Reply } from '../../server/backend.ts';
import type { Call } from '../../server/call.ts';
import { encodeResult } from '../../server/result-encoding.ts';
import { NO_SCALE, type ToolScale } from '../../server/tool-scale.ts';
import { type Completer, completeResult, completerOf, NO_SUGGESTIONS } from './completion.ts';
import { Listing, type Page, paginate, readCursor } from './listing.ts';
import { toProtocolError } from './outcome.ts';
import { getPrompt, type PromptEntry } from './prompts.ts';
import {
  enumerateResources,
  listsDynamically,
  type ResourceEntry,
  readResource,
  type TemplateEntry,
} from './resources.ts';
import { callTool, type ToolEntry } from './tools.ts';

/** The operations whose results carry freshness hints in 2026-07-28. */
export type CacheableMethod =
  | 'tools/list'
  | 'prompts/list'
  | 'resources/list'
  | 'resources/templates/list'
  | 'resources/read'
  | 'server/discover';

export interface NativeBackendOptions {
  readonly info: Implementation;
  readonly instructions: string | undefined;
  readonly declared: ServerCapabilities;
  readonly pageSize: number;
  readonly cacheHints: Partial<Record<CacheableMethod, CacheHint>>;
}

type ListName = 'tools' | 'prompts' | 'resources' | 'resourceTemplates';

export class NativeBackend implements Backend {
  readonly tools: Listing<ToolEntry>;
  readonly prompts: Listing<PromptEntry>;
  readonly resources: Listing<ResourceEntry>;
  readonly templates: Listing<TemplateEntry>;
  readonly #options: NativeBackendOptions;
  readonly #listeners = new Set<(change: Change) => void>();

  constructor(options: NativeBackendOptions) {
    this.#options = options;
    this.tools = new Listing('Tool', () => this.announce({ topic: 'tools' }));
    this.prompts = new Listing('Prompt', () => this.announce({ topic: 'prompts' }));
    this.resources = new Listing('Resource', () => this.announce({ topic: 'resources' }));
    this.templates = new Listing('Resource template', () => this.announce({ topic: 'resources' }));
  }

  get info(): Implementation {
    return this.#options.info;
  }

  get instructions(): string | undefined {
    return this.#options.instructions;
  }

  get readCache(): CacheHint | undefined {
    return this.#options.cacheHints['resources/read'];
  }

  get discoverCache(): Required<CacheHint> {
    return this.#cacheOf('server/discover');
  }

  capabilities(): ServerCapabilities {
    const { declared } = this.#options;
    const { tools, prompts, resources, completions, ...others } = declared;
    const hasPrompts = prompts !== undefined || this.prompts.used;
    const hasResources = resources !== undefined || this.resources.used || this.templates.used;
    return {
      ...((tools !== undefined || this.tools.used) && { tools: { listChanged: true, ...tools } }),
      ...(hasPrompts && { prompts: { listChanged: true, ...prompts } }),
      ...(hasResources && { resources: { listChanged: true, subscribe: true, ...resources } }),
      ...((completions !== undefined || hasPrompts || this.templates.used) && { completions: {} }),
      logging: {},
      ...others,
    };
  }

  toolNames(): readonly string[] {
    return [...this.tools.enabled()].map(([name]) => name);
  }

  scaleOf(tool: string): ToolScale | undefined {
    const entry = this.tools.get(tool);
    return entry === undefined ? undefined : (entry.config.scale ?? NO_SCALE);
  }

  isRepeatable(tool: string): boolean {
    const { readOnlyHint, idempotentHint } = this.tools.get(tool)?.config.annotations ?? {};
    return readOnlyHint === true || idempotentHint === true;
  }

  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  announce(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }

  dispatch(call: Call): Reply | Promise<Reply> {
    switch (call.method) {
      case 'tools/call':
        return callTool(this.#named(this.tools, 'tool', call), call);
      case 'tools/list':
        return this.#list('tools', this.tools, call);
      case 'prompts/list':
        return this.#list('prompts', this.prompts, call);
      case 'prompts/get':
        return getPrompt(this.#named(this.prompts, 'prompt', call), call);
      case 'resources/list':
        return listsDynamically(this)
          ? this.#listDynamic(call)
          : this.#list('resources', this.resources, call);
      case 'resources/templates/list':
        return this.#list('resourceTemplates', this.templates, call);
      case 'resources/read':
        this.#require('resources', call);
        return readResource(this, call);
      case 'completion/complete':
        this.#require('completions', call);
        return this.#complete(call);
      default:
        throw methodNotFound(call.method);
    }
  }

  #require(capability: keyof ServerCapabilities, call: Call): void {
    if (this.capabilities()[capability] === undefined) throw methodNotFound(call.method);
  }

  #named<E extends ToolEntry | PromptEntry>(listing: Listing<E>, kind: 'tool' | 'prompt', call: Call): E {
    const name = call.params['name'];
    if (typeof name !== 'string') {
      throw new FleetError('INVALID_PARAMS', `Invalid params: "name" must be the name of a ${kind}.`);
    }
    const entry = listing.get(name);
    if (entry !== undefined) return entry;
    this.#require(`${kind}s`, call);
    throw new FleetError('INVALID_PARAMS', `Unknown ${kind}: ${name.slice(0, 128)}`);
  }

  #list(
    name: ListName,
    listing: Listing<ToolEntry> | Listing<PromptEntry> | Listing<ResourceEntry> | Listing<TemplateEntry>,
    call: Call,
  ): Reply {
    const render = (page: Page<object>): string => this.#renderPage(name, page, call);
    // The capability is checked where a page is made, not for each one that is served again.
    const json = listing.page(call.era, readCursor(call.params), this.#options.pageSize, render);
    return { kind: 'json', json };
  }

  async #listDynamic(call: Call): Promise<Reply> {
    const items = await enumerateResources(this, call);
    const page = paginate(items, readCursor(call.params), this.#options.pageSize);
    return { kind: 'json', json: this.#renderPage('resources', page, call) };
  }

  #renderPage(name: ListName, page: Page<object>, call: Call): string {
    this.#require(name === 'resourceTemplates' ? 'resources' : name, call);
    const { items, nextCursor } = page;
    const cache = call.era === 'modern' ? this.#cacheOf(call.method as CacheableMethod) : undefined;
    return encodeResult({ [name]: items, nextCursor, ...cache }, call.era, this.info);
  }

  #cacheOf(method: CacheableMethod): Required<CacheHint> {
    const hint = this.#options.cacheHints[method];
    return { ttlMs: hint?.ttlMs ?? 0, cacheScope: hint?.cacheScope ?? 'private' };
  }

  async #complete(call: Call): Promise<Reply> {
    const { ref, argument, context } = call.params;
    if (!isObject(ref) || !isObject(argument)) throw badCompletion('"ref" and "argument" must be objects');
    const { name: field, value } = argument;
    if (typeof field !== 'string' || typeof value !== 'string') {
      throw badCompletion('"argument" needs a name and a value, both strings');
    }
    const complete = this.#completer(ref, field);
    if (complete === undefined) return { kind: 'result', result: NO_SUGGESTIONS };
    const filled = isObject(context) && isObject(context['arguments']) ? context['arguments'] : undefined;
    try {
      const suggestions = await complete(
        value,
        filled === undefined ? undefined : { arguments: filled as Record<string, string> },
      );
      return { kind: 'result', result: completeResult(suggestions) };
    } catch (error) {
      throw toProtocolError(error, call, `Completing "${field}"`);
    }
  }

  #completer(ref: Record<string, unknown>, field: string): Completer | undefined {
    const { type, name, uri } = ref;
    if (type === 'ref/prompt' && typeof name === 'string') {
      const prompt = this.prompts.get(name);
      if (prompt === undefined) throw badCompletion(`unknown prompt "${name.slice(0, 128)}"`);
      return completerOf(prompt.config.argsSchema, field);
    }
    if (type === 'ref/resource' && typeof uri === 'string') {
      for (const [, entry] of this.templates.enabled()) {
        if (entry.template.uriTemplate.template !== uri) continue;
        const complete = entry.template.callbacks.complete;
        return complete !== undefined && Object.hasOwn(complete, field) ? complete[field] : undefined;
      }
      if (this.resources.get(uri) !== undefined) return undefined;
      throw badCompletion(`unknown resource template "${uri.slice(0, 500)}"`);
    }
    throw badCompletion('"ref" must be a ref/prompt with a name or a ref/resource with a uri');
  }
}

function badCompletion(problem: string): FleetError {
  return new FleetError('INVALID_PARAMS', `Invalid params: ${problem}.`);
}

function methodNotFound(method: string): FleetError {
  return new FleetError('METHOD_NOT_FOUND', `Method not found: ${method.slice(0, 128)}`);
}
