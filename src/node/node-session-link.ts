// A session as backends see it: its facts, its state at the moment, and the stream on which its client listens, here or
// on another node.

import type { ClientFacts } from '../protocol/eras.ts';
import { FleetError } from '../protocol/errors.ts';
import type { InputRequest, LogLevel } from '../protocol/mcp.ts';
import type { SessionLink } from '../server/session-link.ts';
import type { ServerRequests } from '../session/server-requests.ts';
import type { Session } from '../session/sessions.ts';
import type { SessionStreams } from '../session/streams.ts';
import type { Elsewhere } from './elsewhere.ts';

export interface SessionLinkMeans {
  readonly streams: Pick<SessionStreams, 'isListening' | 'tell'>;
  readonly serverRequests: ServerRequests;
  readonly elsewhere: Pick<Elsewhere, 'hasOthers' | 'tell'>;
}

export class NodeSessionLink implements SessionLink {
  readonly #session: Session;
  readonly #means: SessionLinkMeans;

  constructor(session: Session, means: SessionLinkMeans) {
    this.#session = session;
    this.#means = means;
  }

  get id(): string {
    return this.#session.facts.id;
  }

  get protocolVersion(): string {
    return this.#session.facts.protocolVersion;
  }

  get client(): ClientFacts {
    return this.#session.facts.client;
  }

  get logLevel(): LogLevel {
    return this.#session.state.logLevel;
  }

  get subscriptions(): readonly string[] {
    return this.#session.state.subscriptions;
  }

  get mayListen(): boolean {
    const { streams, elsewhere } = this.#means;
    return streams.isListening(this.id) || elsewhere.hasOthers;
  }

  tell(message: string): boolean {
    const { streams, elsewhere } = this.#means;
    return streams.tell(this.id, message) || elsewhere.tell(this.#session, message);
  }

  async ask(request: InputRequest, signal: AbortSignal): Promise<unknown> {
    if (!this.mayListen) {
      throw new FleetError(
        'INTERNAL_ERROR',
        `The client cannot be asked "${request.method}": no call is running and it does not listen.`,
      );
    }
    const send = (message: string): boolean => this.tell(message);
    return this.#means.serverRequests.ask(this.id, request, { send, signal });
  }
}
