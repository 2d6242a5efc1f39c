// What `register...` returns: the handle with which an author changes, hides or removes what they registered. Each
// change tells listening clients by itself.

import type { Listed, Listing } from './listing.ts';
import { type PromptConfig, PromptEntry, type PromptHandler } from './prompts.ts';
import {
  type ReadResource,
  type ReadTemplate,
  type ResourceConfig,
  ResourceEntry,
  type ResourceTemplate,
  TemplateEntry,
} from './resources.ts';
import { type ToolConfig, ToolEntry, type ToolHandler } from './tools.ts';

abstract class Registration<E extends Listed> {
  protected entry: E;
  protected key: string;
  readonly #listing: Listing<E>;

  constructor(listing: Listing<E>, key: string, entry: E) {
    this.#listing = listing;
    this.key = key;
    this.entry = entry;
    listing.add(key, entry);
  }

  get enabled(): boolean {
    return this.entry.enabled;
  }

  /** Shows it to clients again. */
  enable(): void {
    this.#setEnabled(true);
  }

  /** Hides it: clients neither see nor reach it. */
  disable(): void {
    this.#setEnabled(false);
  }

  /** Forgets it; its name is free again. */
  remove(): void {
    this.#listing.remove(this.key, this.entry);
  }

  protected replaceWith(key: string, entry: E, enabled: boolean | undefined): void {
    entry.enabled = enabled ?? this.entry.enabled;
    this.#listing.replace(this.entry, { from: this.key, to: key, entry });
    this.key = key;
    this.entry = entry;
  }

  #setEnabled(enabled: boolean): void {
    if (this.entry.enabled === enabled) return;
    this.entry.enabled = enabled;
    this.#listing.changed();
  }
}

/** What `update` takes everywhere: a `null` name removes it. */
interface CommonUpdates {
  name?: string | null;
  enabled?: boolean;
}

export type ToolUpdates = CommonUpdates &
  Omit<ToolConfig, 'inputSchema'> & {
    /** The new `inputSchema`. */
    paramsSchema?: ToolConfig['inputSchema'];
    callback?: ToolHandler;
  };

export class RegisteredTool extends Registration<ToolEntry> {
  /** Changes what is given and keeps the rest. */
  update(updates: ToolUpdates): void {
    const { name = this.entry.name, enabled, paramsSchema, callback, ...changed } = updates;
    if (name === null) return this.remove();
    const config = { ...this.entry.config, ...changed };
    if (paramsSchema !== undefined) config.inputSchema = paramsSchema;
    this.replaceWith(name, new ToolEntry(name, config, callback ?? this.entry.handler), enabled);
  }
}

export type PromptUpdates = CommonUpdates & PromptConfig & { callback?: PromptHandler };

export class RegisteredPrompt extends Registration<PromptEntry> {
  /** Changes what is given and keeps the rest. */
  update(updates: PromptUpdates): void {
    const { name = this.entry.name, enabled, callback, ...changed } = updates;
    if (name === null) return this.remove();
    const config = { ...this.entry.config, ...changed };
    this.replaceWith(name, new PromptEntry(name, config, callback ?? this.entry.handler), enabled);
  }
}

export interface ResourceUpdates {
  name?: string;
  title?: string;
  /** `null` removes it. */
  uri?: string | null;
  metadata?: ResourceConfig;
  callback?: ReadResource;
  enabled?: boolean;
}

export class RegisteredResource extends Registration<ResourceEntry> {
  /** Changes what is given and keeps the rest. */
  update(updates: ResourceUpdates): void {
    const { entry } = this;
    const { uri = entry.uri, title } = updates;
    if (uri === null) return this.remove();
    const config = { ...entry.config, ...updates.metadata, ...(title !== undefined && { title }) };
    const next = new ResourceEntry(updates.name ?? entry.name, uri, config, updates.callback ?? entry.read);
    this.replaceWith(uri, next, updates.enabled);
  }
}

export interface TemplateUpdates {
  /** `null` removes it. */
  name?: string | null;
  title?: string;
  template?: ResourceTemplate;
  metadata?: ResourceConfig;
  callback?: ReadTemplate;
  enabled?: boolean;
}

export class RegisteredResourceTemplate extends Registration<TemplateEntry> {
  /** Changes what is given and keeps the rest. */
  update(updates: TemplateUpdates): void {
    const { entry } = this;
    const { name = entry.name, title } = updates;
    if (name === null) return this.remove();
    const config = { ...entry.config, ...updates.metadata, ...(title !== undefined && { title }) };
    const template = updates.template ?? entry.template;
    this.replaceWith(
      name,
      new TemplateEntry(name, template, config, updates.callback ?? entry.read),
      updates.enabled,
    );
  }
}
