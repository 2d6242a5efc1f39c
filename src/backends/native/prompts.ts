// Prompts: message templates that users pick. Their arguments are strings, checked by the author's schema.

import type { Era } from '../../protocol/eras.ts';
import { FleetError } from '../../protocol/errors.ts';
import { isObject } from '../../protocol/json-rpc.ts';
import type { Icon, Meta, PromptArgument } from '../../protocol/mcp.ts';
import type { Reply } from '../../server/backend.ts';
import type { Call } from '../../server/call.ts';
import { isInputRequired } from '../../server/input-required.ts';
import { CallContext } from './call-context.ts';
import type { Listed } from './listing.ts';
import { replyToInputRequired, toProtocolError } from './outcome.ts';
import { type CompiledSchema, compileSchema, type SchemaSource } from './schema.ts';

export interface PromptConfig {
  title?: string;
  description?: string;
  /** An object schema; wrap a field in `completable(...)` to suggest values. */
  argsSchema?: SchemaSource;
  icons?: Icon[];
  _meta?: Meta;
}

/** A handler after its argument types are gone: with `args` when there is a schema, else with `ctx` alone. */
export type PromptHandler = (...args: unknown[]) => unknown;

export class PromptEntry implements Listed {
  enabled = true;
  readonly name: string;
  readonly config: PromptConfig;
  readonly handler: PromptHandler;
  readonly args: CompiledSchema | undefined;

  /** @throws TypeError when the schema cannot be used, saying why. */
  constructor(name: string, config: PromptConfig, handler: PromptHandler) {
    this.name = name;
    this.config = config;
    this.handler = handler;
    this.args = config.argsSchema === undefined ? undefined : compileSchema(config.argsSchema, 'input');
  }

  describe(_era: Era): object {
    const { argsSchema: _, ...shown } = this.config;
    const args = this.args === undefined ? undefined : promptArguments(this.args.json);
    return { name: this.name, ...shown, arguments: args };
  }
}

function promptArguments(json: Record<string, unknown>): PromptArgument[] {
  const properties = isObject(json['properties']) ? json['properties'] : {};
  const required = Array.isArray(json['required']) ? json['required'] : [];
  return Object.entries(properties).map(([name, schema]) => {
    const argument: PromptArgument = { name, required: required.includes(name) };
    if (isObject(schema) && typeof schema['title'] === 'string') argument.title = schema['title'];
    if (isObject(schema) && typeof schema['description'] === 'string')
      argument.description = schema['description'];
    return argument;
  });
}

/**
 * Fills in the prompt that a call names.
 * @throws FleetError INVALID_PARAMS when the arguments do not fit, or what the handler ends with.
 */
export async function getPrompt(prompt: PromptEntry, call: Call): Promise<Reply> {
  const ctx = new CallContext(call);
  const args = await checkedArguments(prompt, call);
  try {
    const returned = await (prompt.args === undefined ? prompt.handler(ctx) : prompt.handler(args, ctx));
    const pending = ctx.questions?.pendingReply();
    if (pending !== undefined) return pending;
    if (isInputRequired(returned)) return replyToInputRequired(call, ctx, returned);
    if (isObject(returned) && Array.isArray(returned['messages']))
      return { kind: 'result', result: returned };
    throw new TypeError(`The handler of prompt "${prompt.name}" must return { messages: [...] }.`);
  } catch (error) {
    const pending = ctx.questions?.pendingReply();
    if (pending !== undefined) return pending;
    throw toProtocolError(error, call, `Prompt "${prompt.name}"`);
  }
}

async function checkedArguments(prompt: PromptEntry, call: Call): Promise<unknown> {
  const given = call.params['arguments'] ?? {};
  if (!isObject(given))
    throw new FleetError('INVALID_PARAMS', 'Invalid params: "arguments" must be an object.');
  if (prompt.args === undefined) return undefined;
  const outcome = await prompt.args.validate(given);
  if (outcome.ok) return outcome.value;
  throw new FleetError('INVALID_PARAMS', `Invalid arguments for prompt "${prompt.name}": ${outcome.message}`);
}
