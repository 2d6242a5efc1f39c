// The shapes of the Model Context Protocol that cross the wire and meet the tool author:
// content, tools, resources, prompts, results and the questions a server asks a client.
// Source: the schema of revisions 2025-03-26 to 2026-07-28. Types only, no behaviour.

/** Any value that JSON can carry. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A JSON object whose members are not yet known. */
export type JsonObject = Record<string, unknown>;

/** Metadata attached to requests, results and content; keys follow the `_meta` naming rules of the spec. */
export type Meta = Record<string, unknown>;

/** An image that a client may show beside a server, tool, resource or prompt. */
export interface Icon {
  /** An `https:` or `data:` URI. */
  src: string;
  mimeType?: string;
  /** `48x48`-style sizes, or `any` for scalable formats. */
  sizes?: string[];
  theme?: 'light' | 'dark';
}

/** Name and version of a piece of software; self-reported, for display only. */
export interface Implementation {
  name: string;
  version: string;
  title?: string;
  description?: string;
  websiteUrl?: string;
  icons?: Icon[];
}

/** Who should see a piece of content, and how much it matters (0 to 1). */
export interface Annotations {
  audience?: ('user' | 'assistant')[];
  priority?: number;
  /** ISO 8601. */
  lastModified?: string;
}

interface ContentBase {
  annotations?: Annotations;
  _meta?: Meta;
}

export interface TextContent extends ContentBase {
  type: 'text';
  text: string;
}

export interface ImageContent extends ContentBase {
  type: 'image';
  /** Base64. */
  data: string;
  mimeType: string;
}

export interface AudioContent extends ContentBase {
  type: 'audio';
  /** Base64. */
  data: string;
  mimeType: string;
}

export interface ResourceLink extends ContentBase {
  type: 'resource_link';
  uri: string;
  name: string;
  title?: string;
  description?: string;
  mimeType?: string;
  size?: number;
  icons?: Icon[];
}

export interface EmbeddedResource extends ContentBase {
  type: 'resource';
  resource: ResourceContents;
}

export type ContentBlock = TextContent | ImageContent | AudioContent | ResourceLink | EmbeddedResource;

/** The contents of a resource: text, or bytes in Base64. */
export type ResourceContents =
  | { uri: string; mimeType?: string; text: string; _meta?: Meta }
  | { uri: string; mimeType?: string; blob: string; _meta?: Meta };

/** Hints about what a tool does. Clients treat them as untrusted. */
export interface ToolAnnotations {
  title?: string;
  readOnlyHint?: boolean;
  destructiveHint?: boolean;
  idempotentHint?: boolean;
  openWorldHint?: boolean;
}

export interface Tool {
  name: string;
  title?: string;
  description?: string;
  inputSchema: JsonObject;
  outputSchema?: JsonObject;
  annotations?: ToolAnnotations;
  icons?: Icon[];
  _meta?: Meta;
}

export interface Resource {
  uri: string;
  name: string;
  title?: string;
  description?: string;
  mimeType?: string;
  /** Bytes. */
  size?: number;
  annotations?: Annotations;
  icons?: Icon[];
  _meta?: Meta;
}

export interface ResourceTemplateDescription {
  /** RFC 6570. */
  uriTemplate: string;
  name: string;
  title?: string;
  description?: string;
  mimeType?: string;
  annotations?: Annotations;
  icons?: Icon[];
  _meta?: Meta;
}

export interface PromptArgument {
  name: string;
  title?: string;
  description?: string;
  required?: boolean;
}

export interface Prompt {
  name: string;
  title?: string;
  description?: string;
  arguments?: PromptArgument[];
  icons?: Icon[];
  _meta?: Meta;
}

export interface PromptMessage {
  role: 'user' | 'assistant';
  content: ContentBlock;
}

/** What a `tools/call` answers. `isError: true` tells the model that the tool failed and why. */
export interface CallToolResult {
  content: ContentBlock[];
  /** Any JSON value in 2026-07-28; an object in earlier revisions. */
  structuredContent?: unknown;
  isError?: boolean;
  _meta?: Meta;
}

export interface ReadResourceResult {
  contents: ResourceContents[];
  _meta?: Meta;
  /** Freshness hint in milliseconds (2026-07-28). */
  ttlMs?: number;
  cacheScope?: CacheScope;
}

export interface GetPromptResult {
  description?: string;
  messages: PromptMessage[];
  _meta?: Meta;
}

export interface ListResourcesResult {
  resources: Resource[];
}

export interface CompleteResult {
  completion: { values: string[]; total?: number; hasMore?: boolean };
}

/** Who may reuse a cached result: anyone, or only the same authorization context. */
export type CacheScope = 'public' | 'private';

/** Freshness hints that 2026-07-28 requires on cacheable results. */
export interface CacheHint {
  /** Milliseconds, 0 or more. */
  ttlMs?: number;
  cacheScope?: CacheScope;
}

/** RFC 5424 severities, lowest first. */
export const LOG_LEVELS = [
  'debug',
  'info',
  'notice',
  'warning',
  'error',
  'critical',
  'alert',
  'emergency',
] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface ClientCapabilities {
  roots?: { listChanged?: boolean };
  sampling?: { context?: object; tools?: object };
  elicitation?: { form?: object; url?: object };
  experimental?: Record<string, object>;
  extensions?: Record<string, object>;
}

export interface ServerCapabilities {
  tools?: { listChanged?: boolean };
  resources?: { listChanged?: boolean; subscribe?: boolean };
  prompts?: { listChanged?: boolean };
  completions?: object;
  logging?: object;
  experimental?: Record<string, object>;
  extensions?: Record<string, object>;
}

/** A form the client shows its user: `requestedSchema` is a flat object of primitive fields. */
export interface ElicitFormParams {
  mode?: 'form';
  message: string;
  requestedSchema: JsonObject;
}

/** A page the client opens for its user, for what must not pass through the client. */
export interface ElicitUrlParams {
  mode: 'url';
  message: string;
  url: string;
}

export type ElicitParams = ElicitFormParams | ElicitUrlParams;

export interface ElicitResult {
  action: 'accept' | 'decline' | 'cancel';
  /** Present when a form was accepted. Untrusted input. */
  content?: Record<string, string | number | boolean | string[]>;
  _meta?: Meta;
}

export interface SamplingMessage {
  role: 'user' | 'assistant';
  content:
    | TextContent
    | ImageContent
    | AudioContent
    | JsonObject
    | (TextContent | ImageContent | JsonObject)[];
}

export interface CreateMessageParams {
  messages: SamplingMessage[];
  maxTokens: number;
  systemPrompt?: string;
  temperature?: number;
  stopSequences?: string[];
  modelPreferences?: JsonObject;
  includeContext?: 'none' | 'thisServer' | 'allServers';
  tools?: JsonObject[];
  toolChoice?: JsonObject;
  metadata?: JsonObject;
  _meta?: Meta;
}

export interface CreateMessageResult {
  role: 'user' | 'assistant';
  content: SamplingMessage['content'];
  model: string;
  stopReason?: string;
  _meta?: Meta;
}

export interface Root {
  /** A `file://` URI. */
  uri: string;
  name?: string;
}

export interface ListRootsResult {
  roots: Root[];
}

/** A question for the client, embedded in an `input_required` result or sent as a request. */
export type InputRequest =
  | { method: 'elicitation/create'; params: ElicitParams }
  | { method: 'sampling/createMessage'; params: CreateMessageParams }
  | { method: 'roots/list'; params?: JsonObject };

/** Answers by the key of their question. Untrusted input. */
export type InputResponses = Record<string, unknown>;

/**
 * The interim result of a request that needs input from the client first.
 * Source: 2026-07-28, basic/patterns/mrtr.
 */
export interface InputRequiredResult {
  resultType: 'input_required';
  inputRequests?: Record<string, InputRequest>;
  requestState?: string;
  _meta?: Meta;
}

/** The topics a client may listen to; the members of a `subscriptions/listen` filter. */
export interface SubscriptionFilter {
  toolsListChanged?: boolean;
  promptsListChanged?: boolean;
  resourcesListChanged?: boolean;
  resourceSubscriptions?: string[];
}
