// Asking the client by returning: the builder for `input_required` results and the readers of what comes back.
// Same names and shapes as the official SDK's helpers. Source: 2026-07-28 basic/patterns/mrtr.

import { isObject } from '../protocol/json-rpc.ts';
import type {
  CreateMessageParams,
  CreateMessageResult,
  ElicitFormParams,
  ElicitUrlParams,
  InputRequest,
  InputRequiredResult,
  InputResponses,
  JsonObject,
  Root,
} from '../protocol/mcp.ts';
import type { InferOutput, StandardSchema } from '../protocol/standard-schema.ts';

export interface InputRequiredSpec {
  /** Questions by a key of your choice; answers come back under the same keys. */
  inputRequests?: Record<string, InputRequest>;
  /** Anything you want back with the answers. The runtime seals it: clients can neither read nor change it. */
  requestState?: string;
}

/** A form whose schema may also be given as a Standard Schema, e.g. `z.object({ ok: z.boolean() })`. */
export type ElicitFormInput = Omit<ElicitFormParams, 'requestedSchema'> & {
  requestedSchema: JsonObject | StandardSchema;
};

interface InputRequiredBuilder {
  /** @throws TypeError when there is neither a question nor a state. */
  (spec: InputRequiredSpec): InputRequiredResult;
  /** A form for the user. */
  elicit(params: ElicitFormInput): InputRequest;
  /** A page for the user to visit. */
  elicitUrl(params: Omit<ElicitUrlParams, 'mode'>): InputRequest;
  /** A completion by the client's language model. */
  createMessage(params: CreateMessageParams): InputRequest;
  /** The client's root folders. */
  listRoots(): InputRequest;
}

function build(spec: InputRequiredSpec): InputRequiredResult {
  const hasRequests = spec.inputRequests !== undefined && Object.keys(spec.inputRequests).length > 0;
  if (!hasRequests && spec.requestState === undefined) {
    throw new TypeError('inputRequired() needs at least one entry in inputRequests, or a requestState.');
  }
  return { resultType: 'input_required', ...spec };
}

/** Builds the return value of a handler that needs input from the client before it can finish. */
export const inputRequired: InputRequiredBuilder = Object.assign(build, {
  elicit: (params: ElicitFormInput): InputRequest => ({
    method: 'elicitation/create',
    // A Standard Schema is converted to its wire form when the question is sent.
    params: { mode: 'form', ...params } as ElicitFormParams,
  }),
  elicitUrl: (params: Omit<ElicitUrlParams, 'mode'>): InputRequest => ({
    method: 'elicitation/create',
    params: { ...params, mode: 'url' },
  }),
  createMessage: (params: CreateMessageParams): InputRequest => ({
    method: 'sampling/createMessage',
    params,
  }),
  listRoots: (): InputRequest => ({ method: 'roots/list' }),
});

export function isInputRequired(value: unknown): value is InputRequiredResult {
  return isObject(value) && value['resultType'] === 'input_required';
}

/** One answer, told apart by its shape. */
export type InputResponseView =
  | { kind: 'missing' }
  | { kind: 'elicit'; action: 'accept' | 'decline' | 'cancel'; content?: Record<string, unknown> }
  | { kind: 'sampling'; result: CreateMessageResult }
  | { kind: 'roots'; roots: Root[] };

/**
 * Reads the answer to the question `key`. What does not have the shape of an answer is missing; what an answer says comes
 * from the client and is not validated.
 */
export function inputResponse(responses: InputResponses | undefined, key: string): InputResponseView {
  const entry = responses !== undefined && Object.hasOwn(responses, key) ? responses[key] : undefined;
  if (!isObject(entry)) return { kind: 'missing' };
  const { action, content, roots } = entry;
  if (action === 'accept' || action === 'decline' || action === 'cancel') {
    return isObject(content) ? { kind: 'elicit', action, content } : { kind: 'elicit', action };
  }
  if (Array.isArray(roots)) return roots.every(isRoot) ? { kind: 'roots', roots } : { kind: 'missing' };
  return isSampled(entry) ? { kind: 'sampling', result: entry } : { kind: 'missing' };
}

function isRoot(value: unknown): value is Root {
  if (!isObject(value) || typeof value['uri'] !== 'string') return false;
  return value['name'] === undefined || typeof value['name'] === 'string';
}

function isSampled(value: unknown): value is CreateMessageResult {
  if (!isObject(value)) return false;
  const { role, model, content } = value;
  if ((role !== 'user' && role !== 'assistant') || typeof model !== 'string') return false;
  return isObject(content) || (Array.isArray(content) && content.every(isObject));
}

/** The content of an accepted form, or undefined when it is missing, declined, cancelled or of another kind. */
export function acceptedContent<T extends Record<string, unknown> = Record<string, unknown>>(
  responses: InputResponses | undefined,
  key: string,
): T | undefined;
/** As above, validated: undefined also when the content does not fit the schema, which must be synchronous. */
export function acceptedContent<S extends StandardSchema>(
  responses: InputResponses | undefined,
  key: string,
  schema: S,
): InferOutput<S> | undefined;
export function acceptedContent(
  responses: InputResponses | undefined,
  key: string,
  schema?: StandardSchema,
): unknown {
  const view = inputResponse(responses, key);
  if (view.kind !== 'elicit' || view.action !== 'accept') return undefined;
  if (schema === undefined || view.content === undefined) return view.content;
  const outcome = schema['~standard'].validate(view.content);
  if (outcome instanceof Promise) {
    throw new TypeError('acceptedContent() needs a schema that validates synchronously.');
  }
  return outcome.issues === undefined ? outcome.value : undefined;
}
