// The questions of one run of a handler. Where the era lets a server ask, the question is sent and awaited. In the
// modern era an unanswered question is noted and the run given up: the handler runs again once the answer is here.

import { FleetError, ToolError } from '../../protocol/errors.ts';
import { isObject } from '../../protocol/json-rpc.ts';
import type { InputRequest, InputResponses } from '../../protocol/mcp.ts';
import type { InputRequiredReply } from '../../server/backend.ts';
import type { Call } from '../../server/call.ts';
import { requireCapability } from '../../server/capabilities.ts';
import { inputResponse } from '../../server/input-required.ts';
import { compileSchema, type Validation } from './schema.ts';

/** Rejects the promise of a question that has no answer yet. Let it pass: the handler runs again. */
export class InputNeeded extends Error {
  override readonly name = 'InputNeeded';
  constructor() {
    super('This call waits for the client and will be run again with its answer; let this error pass.');
  }
}

/** What failed is on the client's side. A tool's model is told; elsewhere it is an error that is not the server's. */
export class FailedQuestion extends ToolError {}

export class Questions {
  readonly #call: Call;
  readonly #answers: InputResponses;
  readonly #pending: Record<string, InputRequest> = {};
  /** The answers this run has used: what the next round needs again, and nothing else a client may have sent. */
  readonly #used: InputResponses = {};
  #asked = 0;

  constructor(call: Call) {
    this.#call = call;
    this.#answers = { ...call.resumption?.answers, ...call.inputResponses };
  }

  /**
   * The answer to `request`.
   * @throws InputNeeded, FleetError MISSING_CLIENT_CAPABILITY
   */
  async ask(request: InputRequest, givenKey: string | undefined): Promise<unknown> {
    const key = givenKey ?? `q${this.#asked++}`;
    const call = this.#call;
    requireCapability(request, call.client.capabilities);
    if (call.channel.ask !== undefined) return this.#askNow(request);
    const answer = readAnswer(request, this.#answers, key);
    if (answer !== undefined) {
      this.#used[key] = answer;
      return answer;
    }
    this.#pending[key] = request;
    throw new InputNeeded();
  }

  async #askNow(request: InputRequest): Promise<unknown> {
    const call = this.#call;
    call.pauseClock();
    try {
      const answer = await call.channel.ask?.(request, call.untilSettled());
      const checked = readAnswer(request, { answer }, 'answer');
      if (checked !== undefined) return checked;
      throw new FailedQuestion(`The client's answer to "${request.method}" does not fit the question.`);
    } catch (error) {
      // The caller's request was right; what failed on its side is for its model to know.
      throw error instanceof FleetError && error.code !== 'CANCELLED'
        ? new FailedQuestion(error.message)
        : error;
    } finally {
      call.resumeClock();
    }
  }

  /** What the client must be asked before the call can go on; undefined when nothing is open. */
  pendingReply(): InputRequiredReply | undefined {
    if (Object.keys(this.#pending).length === 0) return undefined;
    return {
      kind: 'input-required',
      requests: this.#pending,
      state: this.#call.resumption?.state,
      answers: this.#used,
    };
  }

  /** The answers that a further round will need. */
  get used(): InputResponses {
    return this.#used;
  }
}

/** The answer under `key` when it fits the question; undefined counts as not answered, so it is asked again. */
function readAnswer(request: InputRequest, answers: InputResponses, key: string): unknown {
  const view = inputResponse(answers, key);
  switch (request.method) {
    case 'elicitation/create': {
      if (view.kind !== 'elicit') return undefined;
      if (view.action === 'accept' && request.params.mode !== 'url') {
        return fits(request.params.requestedSchema, view.content) ? answers[key] : undefined;
      }
      return answers[key];
    }
    case 'sampling/createMessage':
      return view.kind === 'sampling' ? answers[key] : undefined;
    case 'roots/list':
      return view.kind === 'roots' ? answers[key] : undefined;
  }
}

function fits(schema: unknown, content: unknown): boolean {
  if (!isObject(schema)) return false;
  // Forms are flat and their schemas validate synchronously.
  const outcome = compileSchema(schema, 'input').validate(content ?? {}) as Validation;
  return outcome.ok;
}
