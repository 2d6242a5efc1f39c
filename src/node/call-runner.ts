// Runs one call through the layers and makes sure that it is answered exactly once: by its result, by its error, or
// by whatever aborts it first.

import { FleetError } from '../protocol/errors.ts';
import type { Implementation } from '../protocol/mcp.ts';
import type { InputRequiredReply, Reply } from '../server/backend.ts';
import type { Call, CallDriver, CallHost, Outcome } from '../server/call.ts';
import { answerInRounds } from '../server/input-rounds.ts';
import type { RequestStates } from '../server/request-state.ts';
import { encodeResult } from '../server/result-encoding.ts';
import type { RunningCalls } from './running-calls.ts';

/** The way of a call through the layers down to the backend. */
export interface CallLayers {
  handle(call: Call): Reply | Promise<Reply>;
  /** For a call that goes on after its client was asked. */
  handleAgain(call: Call): Reply | Promise<Reply>;
}

export interface CallRunnerOptions {
  readonly layers: CallLayers;
  readonly info: Implementation;
  readonly states: RequestStates;
  readonly running: RunningCalls;
}

export class CallRunner implements CallDriver {
  readonly #options: CallRunnerOptions;

  constructor(options: CallRunnerOptions) {
    this.#options = options;
  }

  /**
   * Runs the call and hands its outcome to `answer`, once.
   * @param onDisconnect registers what to do when the client leaves; only where leaving cancels.
   */
  run(call: Call, answer: (outcome: Outcome) => void, onDisconnect?: (cancel: () => void) => void): void {
    const { layers, states, running } = this.#options;
    call.answer = answer;
    call.driver = this;
    try {
      if (call.era === 'modern') call.resumption = states.open(call);
      const reply = layers.handle(call);
      if (reply instanceof Promise) {
        running.add(call, onDisconnect);
        call.awaitAnswer(reply);
      } else {
        this.replied(reply, call);
      }
    } catch (error) {
      this.failed(error, call);
    }
  }

  aborted(error: FleetError, call: Call): void {
    this.#end(call, { error });
  }

  #end(call: Call, outcome: Outcome): void {
    if (call.settled) return;
    call.settle();
    this.#options.running.finished(call);
    call.answer?.(outcome);
  }

  failed(error: unknown, call: Call): void {
    this.#end(call, { error: asFleetError(error, call.host, call.method) });
  }

  replied(reply: Reply, call: Call): void {
    if (reply.kind === 'input-required' && call.era === 'session') return this.#askInRounds(call, reply);
    try {
      this.#end(call, { json: this.#encode(call, reply) });
    } catch (error) {
      // A result or a question that JSON cannot carry: a cycle, a BigInt.
      this.failed(error, call);
    }
  }

  #encode(call: Call, reply: Reply): string {
    switch (reply.kind) {
      case 'json':
        return reply.json;
      case 'result':
        return encodeResult(reply.result, call.era, this.#options.info);
      case 'input-required':
        return this.#encodeInputRequired(call, reply);
    }
  }

  #askInRounds(call: Call, reply: InputRequiredReply): void {
    const { layers, running } = this.#options;
    running.add(call);
    call.awaitAnswer(answerInRounds(call, reply, (again) => layers.handleAgain(again)));
  }

  #encodeInputRequired(call: Call, reply: InputRequiredReply): string {
    const requestState = this.#options.states.seal(call, { answers: reply.answers, state: reply.state });
    const hasRequests = Object.keys(reply.requests).length > 0;
    const result = {
      resultType: 'input_required',
      ...(hasRequests && { inputRequests: reply.requests }),
      requestState,
    };
    return encodeResult(result, 'modern', this.#options.info);
  }
}

/** The error as it is when it was raised on purpose; anything else is logged and told without its message. */
export function asFleetError(error: unknown, host: CallHost, what: string): FleetError {
  if (error instanceof FleetError) return error;
  const reference = host.report(error, what);
  const detail = host.exposeErrors && error instanceof Error ? `: ${error.message}` : '.';
  return new FleetError('INTERNAL_ERROR', `Internal error (reference ${reference})${detail}`, {
    cause: error,
  });
}

/** HTTP status of an error that a call ended with; those that belong to the message travel with 200. */
export function statusOf(error: FleetError, era: Call['era']): number {
  switch (error.code) {
    case 'INVALID_PARAMS':
    case 'INVALID_REQUEST_STATE':
    case 'QUESTION_FAILED':
    case 'RESOURCE_NOT_FOUND':
    case 'INTERNAL_ERROR':
      return 200;
    case 'METHOD_NOT_FOUND':
    case 'MISSING_CLIENT_CAPABILITY':
      return era === 'modern' ? error.httpStatus : 200;
    default:
      return error.httpStatus;
  }
}
