// Tools: how one is compiled when it is registered, and what a call of it does. Everything that can be made once
// (schemas, validators, header rules, list entries) is made at registration.

import type { Era } from '../../protocol/eras.ts';
import { FleetError, ToolError } from '../../protocol/errors.ts';
import { type HeaderParameter, headerParameters } from '../../protocol/header-parameters.ts';
import { isObject } from '../../protocol/json-rpc.ts';
import type {
  CallToolResult,
  Icon,
  InputRequiredResult,
  JsonObject,
  Meta,
  ToolAnnotations,
} from '../../protocol/mcp.ts';
import type { Reply } from '../../server/backend.ts';
import type { Call } from '../../server/call.ts';
import { checkHeaderParameters } from '../../server/header-check.ts';
import { isInputRequired } from '../../server/input-required.ts';
import { checkToolScale, type ToolScale } from '../../server/tool-scale.ts';
import { CallContext } from './call-context.ts';
import type { Listed } from './listing.ts';
import { describeFailure, replyToInputRequired } from './outcome.ts';
import { type CompiledSchema, compileSchema, type SchemaSource, type Validation } from './schema.ts';

export interface ToolConfig {
  title?: string;
  description?: string;
  /** A Standard Schema that can describe itself (zod 4, ArkType, ...), or a raw JSON Schema 2020-12. */
  inputSchema?: SchemaSource;
  outputSchema?: SchemaSource;
  annotations?: ToolAnnotations;
  icons?: Icon[];
  _meta?: Meta;
  scale?: ToolScale;
}

export type ToolResult = CallToolResult | InputRequiredResult;

/** A handler after its argument types are gone: with `args` when there is an input schema, else with `ctx` alone. */
export type ToolHandler = (...args: unknown[]) => unknown;

const NO_ARGUMENTS: JsonObject = { type: 'object', properties: {} };
const EMPTY_OBJECT: JsonObject = Object.freeze({});

export class ToolEntry implements Listed {
  enabled = true;
  readonly name: string;
  readonly config: ToolConfig;
  readonly handler: ToolHandler;
  readonly headers: readonly HeaderParameter[];
  readonly input: CompiledSchema | undefined;
  readonly output: CompiledSchema | undefined;

  /** @throws TypeError when a schema or a scale cannot be used, RangeError for a number out of range. */
  constructor(name: string, config: ToolConfig, handler: ToolHandler) {
    if (config.scale !== undefined) checkToolScale(config.scale, `scale of tool "${name}"`);
    this.name = name;
    this.config = config;
    this.handler = handler;
    this.input = config.inputSchema === undefined ? undefined : compileSchema(config.inputSchema, 'input');
    this.output =
      config.outputSchema === undefined ? undefined : compileSchema(config.outputSchema, 'output');
    this.headers = this.input === undefined ? [] : headerParameters(this.input.json);
  }

  /** Before 2026-07-28 structured content had to be an object: another value travels as `{ result: value }`. */
  get wrapsOutput(): boolean {
    return this.output !== undefined && this.output.json['type'] !== 'object';
  }

  describe(era: Era): object {
    const { title, description, annotations, icons, _meta } = this.config;
    const inputSchema = this.input?.json ?? NO_ARGUMENTS;
    const outputSchema = this.#describeOutput(era);
    return { name: this.name, title, description, inputSchema, outputSchema, annotations, icons, _meta };
  }

  #describeOutput(era: Era): JsonObject | undefined {
    const json = this.output?.json;
    if (json === undefined || era === 'modern' || !this.wrapsOutput) return json;
    return { type: 'object', properties: { result: moveRefs(json) as JsonObject }, required: ['result'] };
  }
}

/**
 * Runs the tool for a call.
 * @throws FleetError HEADER_MISMATCH, INVALID_PARAMS, or what the handler throws of that kind.
 */
export function callTool(tool: ToolEntry, call: Call): Reply | Promise<Reply> {
  const args = call.params['arguments'] ?? EMPTY_OBJECT;
  if (!isObject(args))
    throw new FleetError('INVALID_PARAMS', 'Invalid params: "arguments" must be an object.');
  if (tool.headers.length > 0 && call.paramHeaders !== undefined) {
    checkHeaderParameters(tool.headers, call.paramHeaders, args);
  }
  if (tool.input === undefined) return run(tool, call, undefined);
  const validation = tool.input.validate(args);
  if (validation instanceof Promise) return validation.then((outcome) => runValidated(tool, call, outcome));
  return runValidated(tool, call, validation);
}

function runValidated(tool: ToolEntry, call: Call, validation: Validation): Reply | Promise<Reply> {
  // A tool error rather than a protocol error, so that the model sees what to correct.
  if (!validation.ok) return toolError(`Invalid arguments for tool "${tool.name}": ${validation.message}`);
  return run(tool, call, validation.value);
}

function run(tool: ToolEntry, call: Call, args: unknown): Reply | Promise<Reply> {
  const ctx = new CallContext(call);
  let returned: unknown;
  try {
    returned = tool.input === undefined ? tool.handler(ctx) : tool.handler(args, ctx);
  } catch (error) {
    return failed(tool, call, ctx, error);
  }
  if (!isThenable(returned)) return completed(tool, call, ctx, returned);
  return Promise.resolve(returned).then(
    (value) => completed(tool, call, ctx, value),
    (error) => failed(tool, call, ctx, error),
  );
}

/** Promises of other makes count too. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

function completed(tool: ToolEntry, call: Call, ctx: CallContext, returned: unknown): Reply | Promise<Reply> {
  // A handler that swallowed the rejection of its question still waits for the answer.
  const pending = ctx.questions?.pendingReply();
  if (pending !== undefined) return pending;
  try {
    if (isInputRequired(returned)) return replyToInputRequired(call, ctx, returned);
    const result = asToolResult(tool, returned);
    if (tool.output === undefined || result.isError === true)
      return { kind: 'result', result: wrapped(call, result) };
    const outcome = tool.output.validate(result.structuredContent);
    if (outcome instanceof Promise) return outcome.then((late) => withOutput(tool, call, result, late));
    return withOutput(tool, call, result, outcome);
  } catch (error) {
    return failed(tool, call, ctx, error);
  }
}

function asToolResult(tool: ToolEntry, returned: unknown): CallToolResult {
  if (isObject(returned)) {
    const result = returned as unknown as CallToolResult;
    if (Array.isArray(result.content)) return result;
    if (result.content === undefined && result.structuredContent !== undefined) {
      const text = JSON.stringify(result.structuredContent);
      return { ...result, content: [{ type: 'text', text }] };
    }
  }
  throw new TypeError(`The handler of tool "${tool.name}" must return { content: [...] }.`);
}

function withOutput(tool: ToolEntry, call: Call, result: CallToolResult, outcome: Validation): Reply {
  if (!outcome.ok) {
    const problem = new TypeError(
      `Tool "${tool.name}" returned structuredContent that its outputSchema refuses: ${outcome.message}`,
    );
    return toolError(describeFailure(problem, call, `Tool "${tool.name}"`), true);
  }
  const wraps = call.era === 'session' && tool.wrapsOutput;
  return { kind: 'result', result: wraps ? wrap(result) : result };
}

/** Without a schema to go by, the value decides whether the session eras can carry it. */
function wrapped(call: Call, result: CallToolResult): CallToolResult {
  const { structuredContent } = result;
  if (call.era === 'modern' || structuredContent === undefined || isObject(structuredContent)) return result;
  return wrap(result);
}

function wrap(result: CallToolResult): CallToolResult {
  return { ...result, structuredContent: { result: result.structuredContent } };
}

/** A schema that moves from the root to `properties.result` takes its references to its own root along. */
function moveRefs(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(moveRefs);
  if (!isObject(schema)) return schema;
  const members = Object.entries(schema).map(([key, value]) => {
    const isOwnRef = key === '$ref' && typeof value === 'string' && (value === '#' || value.startsWith('#/'));
    return [key, isOwnRef ? `#/properties/result${value.slice(1)}` : moveRefs(value)];
  });
  return Object.fromEntries(members);
}

function failed(tool: ToolEntry, call: Call, ctx: CallContext, error: unknown): Reply {
  const pending = ctx.questions?.pendingReply();
  if (pending !== undefined) return pending;
  if (error instanceof ToolError) return toolError(error.message);
  if (error instanceof FleetError) {
    // The session eras have no code for this; there the model is told.
    if (error.code === 'MISSING_CLIENT_CAPABILITY' && call.era === 'session') return toolError(error.message);
    throw error;
  }
  if (call.abortReason !== undefined) throw call.abortReason;
  return toolError(describeFailure(error, call, `Tool "${tool.name}"`), true);
}

/** @param failed whether it is the tool's own fault */
function toolError(text: string, failed = false): Reply {
  const result: CallToolResult = { content: [{ type: 'text', text }], isError: true };
  return failed ? { kind: 'result', result, failed } : { kind: 'result', result };
}
