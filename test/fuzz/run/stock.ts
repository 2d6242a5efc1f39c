// What the cases of one lane share: a connection that is kept, and a session of each revision. All of it is right; what
// a case breaks, it breaks on its own copy. Everything is opened when it is needed and handed back after each batch.

import { setTimeout as delay } from 'node:timers/promises';
import { deletion, type HttpRequest, post, toBytes } from '../generate/http-request.ts';
import { jsonText } from '../generate/json-text.ts';
import { initialize } from '../generate/messages.ts';
import type { SessionRevision } from '../generate/revisions.ts';
import type { Answer } from '../judge/answer-rules.ts';
import { Fault } from '../judge/fault.ts';
import { Connection } from './connection.ts';
import type { Target } from './target.ts';
import { Transcript } from './transcript.ts';

/** Milliseconds after which what was refused by a protection is tried again. */
const PAUSE_MS = 20;

export class Stock {
  readonly target: Target;
  readonly #sessions = new Map<SessionRevision, string>();
  /** Handles of sessions that cases have opened on the way. */
  readonly #foundlings = new Set<string>();
  #kept: Connection | undefined;

  constructor(target: Target) {
    this.target = target;
  }

  /** The connection that is kept, in the hands of whoever asks. */
  async kept(transcript: Transcript): Promise<Connection> {
    const kept = this.#kept;
    if (kept?.idle === true) {
      kept.reportTo(transcript);
      return kept;
    }
    this.#kept = undefined;
    await kept?.finish();
    this.#kept = await Connection.open(this.target.port, transcript);
    return this.#kept;
  }

  /** The handle of the session of that revision. @throws Fault when it cannot be opened */
  async session(revision: SessionRevision, transcript: Transcript): Promise<string> {
    const known = this.#sessions.get(revision);
    if (known !== undefined) return known;
    const message = initialize(revision, 1);
    const body = Buffer.from(jsonText(message));
    for (;;) {
      const answer = await this.#exchange(
        post(body, message, { revision, key: this.target.key }),
        transcript,
      );
      const handle = answer.headers.get('mcp-session-id');
      if (handle !== undefined) {
        this.#sessions.set(revision, handle);
        return handle;
      }
      if (answer.status !== 429 && answer.status !== 503)
        throw new Fault(`no session was opened: ${answer.status} ${answer.text}`);
      await delay(PAUSE_MS);
    }
  }

  /** A case has opened a session, whatever it made of it. */
  found(handle: string): void {
    this.#foundlings.add(handle);
  }

  /** A case has sent a DELETE; the session that it names may be over. */
  distrust({ headers }: HttpRequest): void {
    for (const [revision, handle] of this.#sessions) {
      if (!headers.some(([, value]) => value.includes(handle))) continue;
      this.#sessions.delete(revision);
      this.#foundlings.add(handle);
    }
  }

  /** Ends all sessions and closes the connection. @throws Fault when the server does not do its part */
  async handBack(): Promise<void> {
    const handles = [...this.#sessions.values(), ...this.#foundlings];
    this.#sessions.clear();
    this.#foundlings.clear();
    for (const handle of handles) {
      const answer = await this.#exchange(deletion(handle, this.target.key), new Transcript());
      // A case may have ended it, or opened it for another principal.
      if (answer.status !== 204 && answer.status !== 404) {
        throw new Fault(`a session could not be ended: ${answer.status} ${answer.text}`);
      }
    }
    const kept = this.#kept;
    this.#kept = undefined;
    await kept?.finish();
  }

  /** Lets go of the connection, whatever state it is in. */
  drop(): void {
    this.#kept?.leave();
  }

  async #exchange(request: HttpRequest, transcript: Transcript): Promise<Answer> {
    const connection = await this.kept(transcript);
    connection.ask(toBytes(request), request.method);
    return connection.answer(request);
  }
}
