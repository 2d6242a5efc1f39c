// The way of a request through the node, in one place: who sends it, which era it belongs to, who serves it there.
// What is wrong with a request before it is a call is refused here; the layers that calls pass are in protections.ts.

import type { AccessControl } from '../auth/access-control.ts';
import type { McpHandler } from '../http/endpoint.ts';
import type { Exchange } from '../http/exchange.ts';
import { classify } from '../protocol/eras.ts';
import { FleetError } from '../protocol/errors.ts';
import { type RpcMessage, type RpcRequest, readMessage, salvageId } from '../protocol/json-rpc.ts';
import type { CallHost, HttpFacts } from '../server/call.ts';
import type { Principal } from '../server/principal.ts';
import type { Session } from '../session/sessions.ts';
import { asFleetError } from './call-runner.ts';
import type { ModernMessages } from './modern-messages.ts';
import type { SessionMessages } from './session-messages.ts';

/** Who sends a request, as far as the operator's code can tell; undefined for nobody in particular. */
export type Identify = (http: HttpFacts) => string | undefined;

/** A request that is no call. */
export class Opening {
  readonly target = undefined;
  readonly abortReason = undefined;
  /** Nobody asks how long it takes. */
  enteredAtMs = 0;
  readonly run: () => void | Promise<void>;
  readonly #exchange: Exchange;

  constructor(exchange: Exchange, run: () => void | Promise<void>) {
    this.#exchange = exchange;
    this.run = run;
  }

  get principal(): string | undefined {
    return this.#exchange.principal?.id;
  }

  // Not a getter in an object literal: each of those is a hidden class of its own, and garbage of the old generation.
  get address(): string | undefined {
    return this.#exchange.remoteAddress;
  }
}

/** Runs them as far as their rate allows. */
export interface Openings {
  run(opening: Opening): void | Promise<void>;
}

/** Requests that no layer sees, because nothing of the author's runs for them. */
const NO_CALLS: ReadonlySet<string> = new Set([
  'initialize',
  'server/discover',
  'subscriptions/listen',
  'ping',
  'logging/setLevel',
  'resources/subscribe',
  'resources/unsubscribe',
]);

export interface PipelineOptions {
  readonly modern: ModernMessages;
  readonly sessions: SessionMessages;
  /** Undefined: everybody may do everything, and `identify` says who they are. */
  readonly access: AccessControl | undefined;
  readonly identify: Identify | undefined;
  readonly host: CallHost;
  /** Limits the rate of what is no call. */
  readonly openings: Openings;
  /** Whether the node takes new work. */
  readonly accepting: () => boolean;
}

export class Pipeline implements McpHandler {
  readonly #options: PipelineOptions;

  constructor(options: PipelineOptions) {
    this.#options = options;
  }

  authenticate(exchange: Exchange): Promise<void> | undefined {
    const { access, identify } = this.#options;
    try {
      if (access === undefined) {
        const id = identify?.(exchange);
        if (id !== undefined) exchange.principal = { id, scopes: [] };
        return undefined;
      }
      const found = access.authenticate(exchange);
      if (found instanceof Promise) return this.#authenticateLater(found, exchange);
      exchange.principal = found;
      return undefined;
    } catch (error) {
      throw this.#authenticationFailure(error);
    }
  }

  async #authenticateLater(found: Promise<Principal>, exchange: Exchange): Promise<void> {
    try {
      exchange.principal = await found;
    } catch (error) {
      throw this.#authenticationFailure(error);
    }
  }

  #authenticationFailure(error: unknown): FleetError {
    return asFleetError(error, this.#options.host, 'Authentication');
  }

  /** @throws FleetError INSUFFICIENT_SCOPE */
  #authorize(exchange: Exchange, message?: RpcMessage): void {
    const { principal, wire } = exchange;
    if (principal !== undefined) this.#options.access?.authorize(principal, wire.host, message);
  }

  post(exchange: Exchange, body: unknown): void {
    try {
      if (Array.isArray(body)) {
        this.#refuseWhenDraining();
        return this.#batch(body, exchange);
      }
      const message = readMessage(body);
      // Answers and cancellations concern calls that run here already.
      if (message.kind !== 'request') return this.#message(message, exchange);
      this.#refuseWhenDraining();
      if (!NO_CALLS.has(message.method)) return this.#message(message, exchange);
      this.#limited(exchange, () => this.#message(message, exchange), body);
    } catch (error) {
      this.#refuse(exchange, error, body);
    }
  }

  #limited(exchange: Exchange, run: () => void, body: unknown): void {
    const limited = this.#options.openings.run(new Opening(exchange, run));
    if (limited instanceof Promise) this.#settle(limited, exchange, body);
  }

  #message(message: RpcMessage, exchange: Exchange): void {
    const { modern, sessions } = this.#options;
    this.#authorize(exchange, message);
    const route = classify(message, exchange.wire);
    if (route === 'session') {
      return this.#inSession(exchange, (session) => sessions.serve(message, session, exchange), message);
    }
    if (route === 'modern') {
      return modern.serve(message as Exclude<RpcMessage, { kind: 'response' }>, exchange);
    }
    const opened = sessions.open(message as RpcRequest, exchange);
    if (opened instanceof Promise) this.#settle(opened, exchange, message);
  }

  #batch(body: readonly unknown[], exchange: Exchange): void {
    this.#authorize(exchange);
    this.#inSession(exchange, (session) =>
      this.#options.sessions.serveBatch(body, session, exchange, (request) =>
        this.#authorize(exchange, request),
      ),
    );
  }

  get(exchange: Exchange): void {
    try {
      this.#refuseWhenDraining();
      this.#authorize(exchange);
      const listen = (): void =>
        this.#inSession(exchange, (session) => this.#options.sessions.listen(session, exchange));
      this.#limited(exchange, listen, undefined);
    } catch (error) {
      this.#refuse(exchange, error, undefined);
    }
  }

  delete(exchange: Exchange): void {
    try {
      this.#authorize(exchange);
      this.#inSession(exchange, (session) => this.#options.sessions.end(session, exchange));
    } catch (error) {
      this.#refuse(exchange, error, undefined);
    }
  }

  /** Finds the session and goes on with it, at once when it is known here. */
  #inSession(
    exchange: Exchange,
    serve: (session: Session) => void | Promise<void>,
    message?: RpcMessage,
  ): void {
    const found = this.#options.sessions.find(exchange);
    const served = found instanceof Promise ? found.then(serve) : serve(found);
    if (served instanceof Promise) this.#settle(served, exchange, message);
  }

  #settle(served: Promise<void>, exchange: Exchange, body: unknown): void {
    served.catch((error) => this.#refuse(exchange, error, body));
  }

  #refuse(exchange: Exchange, error: unknown, body: unknown): void {
    exchange.fail(asFleetError(error, this.#options.host, 'A request'), salvageId(body));
  }

  #refuseWhenDraining(): void {
    if (this.#options.accepting()) return;
    throw new FleetError(
      'DRAINING',
      'This node is shutting down; send the request again to reach another one.',
      {
        retryAfterMs: 1000,
      },
    );
  }
}
