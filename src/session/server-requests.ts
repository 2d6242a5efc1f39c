// Requests that this node sent to clients of the session eras, and the answers it waits for. The id of each names the
// node, so that an answer that arrives elsewhere finds its way without a lookup.

import { FleetError, type RpcError } from '../protocol/errors.ts';
import { type RequestId, type RpcResponse, requestText } from '../protocol/json-rpc.ts';
import type { InputRequest } from '../protocol/mcp.ts';

export interface ServerRequestsOptions {
  /** Letters and digits. */
  readonly nodeId: string;
  /** Letters and digits, other than those of an earlier life of the same node: old answers must not fit new questions. */
  readonly lifeId: string;
  /** Milliseconds a client may take to answer; people are slow. */
  readonly timeoutMs: number;
  /** Runs `callback` after `delayMs` unless the returned function is called first. */
  readonly after: (delayMs: number, callback: () => void) => () => void;
}

interface Waiting {
  readonly sessionId: string;
  readonly settle: (response: RpcResponse | FleetError) => void;
}

export class ServerRequests {
  readonly #options: ServerRequestsOptions;
  readonly #waiting = new Map<RequestId, Waiting>();
  #count = 0;

  constructor(options: ServerRequestsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /**
   * Sends a request through `send` and resolves with the client's result.
   * @throws FleetError when the client answers with an error, takes too long, or `signal` aborts.
   */
  ask(
    sessionId: string,
    request: InputRequest,
    { send, signal }: { send: (message: string) => void; signal: AbortSignal },
  ): Promise<unknown> {
    const { nodeId, lifeId, timeoutMs, after } = this.#options;
    const id = `${nodeId}-${lifeId}-${++this.#count}`;
    return new Promise((resolve, reject) => {
      const text = requestText(id, request.method, paramsOf(request, id));
      const settle = (outcome: RpcResponse | FleetError): void => {
        this.#waiting.delete(id);
        cancelTimeout();
        signal.removeEventListener('abort', onAbort);
        if (outcome instanceof FleetError) reject(outcome);
        else if (outcome.error !== undefined) reject(refused(request, outcome.error));
        else resolve(outcome.result);
      };
      const onAbort = (): void => settle(cancelled(request));
      const cancelTimeout = after(timeoutMs, () => settle(tooSlow(request, timeoutMs)));
      this.#waiting.set(id, { sessionId, settle });
      signal.addEventListener('abort', onAbort);
      if (signal.aborted) return onAbort();
      send(text);
    });
  }

  /** Gives up all questions of a session: nobody will answer them any more. */
  abandon(sessionId: string): void {
    for (const waiting of [...this.#waiting.values()]) {
      if (waiting.sessionId === sessionId) waiting.settle(new FleetError('CANCELLED', 'The client is gone.'));
    }
  }

  /** Hands an answer to who waits for it. False when nobody here does, or another session asked. */
  answer(sessionId: string, response: RpcResponse): boolean {
    const waiting = this.#waiting.get(response.id);
    if (waiting === undefined || waiting.sessionId !== sessionId) return false;
    waiting.settle(response);
    return true;
  }
}

/** In these eras a page to visit has an id of its own, which 2026-07-28 did away with. */
function paramsOf({ method, params }: InputRequest, id: string): object | undefined {
  if (method !== 'elicitation/create' || params.mode !== 'url') return params;
  return { elicitationId: id, ...params };
}

/** The client's own error is its cause. */
function refused(request: InputRequest, error: RpcError): FleetError {
  const message = `The client refused "${request.method}": ${error.message.slice(0, 200)}`;
  return new FleetError('INVALID_PARAMS', message, { cause: error });
}

function cancelled(request: InputRequest): FleetError {
  return new FleetError('CANCELLED', `The call ended while "${request.method}" was open.`);
}

function tooSlow(request: InputRequest, timeoutMs: number): FleetError {
  return new FleetError(
    'DEADLINE_EXCEEDED',
    `The client did not answer "${request.method}" within ${timeoutMs} ms.`,
  );
}
