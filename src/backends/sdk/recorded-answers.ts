// The questions that a server of SDK v1 asks while it serves a call of 2026-07-28, where a server cannot ask. As with
// native handlers, one without an answer ends the run; the client is asked, and the handler runs again with all answers
// so far, in the order in which it asks. See docs/adr/0003-handlers-run-again.md.

import { FleetError } from '../../protocol/errors.ts';
import { isObject } from '../../protocol/json-rpc.ts';
import type { InputRequest, InputResponses, JsonObject } from '../../protocol/mcp.ts';
import type { InputRequiredReply } from '../../server/backend.ts';
import type { Call } from '../../server/call.ts';
import { requireCapability } from '../../server/capabilities.ts';
import { type InputResponseView, inputResponse } from '../../server/input-required.ts';

/** The kind of answer that fits each question. */
const ANSWERS: Readonly<Record<InputRequest['method'], InputResponseView['kind']>> = {
  'elicitation/create': 'elicit',
  'sampling/createMessage': 'sampling',
  'roots/list': 'roots',
};

export class RecordedAnswers {
  readonly #call: Call;
  readonly #answers: InputResponses;
  readonly #used: InputResponses = {};
  readonly #open: Record<string, InputRequest> = {};
  #asked = 0;
  /** The client lacks what a question needs. */
  #refusal: FleetError | undefined;

  constructor(call: Call) {
    this.#call = call;
    this.#answers = { ...call.resumption?.answers, ...call.inputResponses };
  }

  /**
   * The answer to a question of the server.
   * @throws FleetError MISSING_CLIENT_CAPABILITY; METHOD_NOT_FOUND for what is no question; or one that says that the
   * handler will be run again
   */
  answer(method: string, params: JsonObject): unknown {
    const request = this.#request(method, params);
    const key = `q${this.#asked++}`;
    if (inputResponse(this.#answers, key).kind === ANSWERS[request.method]) {
      const answer = this.#answers[key];
      this.#used[key] = answer;
      return answer;
    }
    this.#open[key] = request;
    throw new FleetError(
      'CANCELLED',
      'This call waits for the client and will be run again with its answer; let this error pass.',
    );
  }

  /** Notes that the handler wants pages visited before it is called again. */
  visit(elicitations: readonly JsonObject[]): void {
    for (const params of elicitations) {
      const request = this.#request('elicitation/create', { ...params, mode: 'url' });
      this.#open[`q${this.#asked++}`] = request;
    }
  }

  #request(method: string, params: JsonObject): InputRequest {
    const request = toInputRequest(method, params);
    try {
      requireCapability(request, this.#call.client.capabilities);
    } catch (error) {
      this.#refusal = error as FleetError;
      throw error;
    }
    return request;
  }

  /** @throws FleetError MISSING_CLIENT_CAPABILITY when a question could not be asked */
  requireAskable(): void {
    if (this.#refusal !== undefined) throw this.#refusal;
  }

  /** What the client must be asked before the call can go on; undefined when nothing is open. */
  openQuestions(): InputRequiredReply | undefined {
    if (Object.keys(this.#open).length === 0) return undefined;
    return { kind: 'input-required', requests: this.#open, state: undefined, answers: this.#used };
  }
}

function toInputRequest(method: string, params: JsonObject): InputRequest {
  if (!Object.hasOwn(ANSWERS, method)) {
    throw new FleetError('METHOD_NOT_FOUND', `"${method}" cannot be sent to a client of 2026-07-28.`);
  }
  // Pages have no ids any more, and progress of an answer cannot be told.
  const { elicitationId: _, _meta, ...rest } = params;
  const { progressToken: __, ...meta } = isObject(_meta) ? _meta : {};
  const hasMeta = Object.keys(meta).length > 0;
  return { method, params: hasMeta ? { ...rest, _meta: meta } : rest } as unknown as InputRequest;
}
