// The open streams of this node's sessions: those that answer a request and those that a client opened to listen.
// A listening stream whose connection broke is kept for a while, so that its client misses nothing when it returns.

import { FleetError, toRpcError } from '../protocol/errors.ts';
import { errorText, isRequestId, type RequestId } from '../protocol/json-rpc.ts';
import { sseMessage } from '../protocol/sse.ts';
import type { EventLog } from './event-log.ts';
import type { Session, Sessions } from './sessions.ts';
import { type EventSink, parseEventId, replay, SessionStream } from './stream.ts';

export interface StreamsOptions {
  readonly sessions: Sessions;
  readonly log: EventLog;
  readonly retryMs: number;
  /** Milliseconds a listening stream waits for its client to come back. */
  readonly detachedTtlMs: number;
  /** A new random name of letters and digits, at most 32. */
  readonly newId: () => string;
  /** Runs `callback` after `delayMs` unless the returned function is called first. */
  readonly after: (delayMs: number, callback: () => void) => () => void;
}

/** More listening streams of one session than this are a client's mistake; the oldest is closed. */
const MAX_LISTENING = 4;
/** Longer request ids are not carried in stream names. */
const MAX_CARRIED_ID = 96;

interface Listening {
  readonly streams: SessionStream[];
  /** Cancels the removal of detached streams, by stream. */
  readonly expiry: Map<SessionStream, () => void>;
}

export class SessionStreams {
  readonly #options: StreamsOptions;
  /** By session id, then by stream id. */
  readonly #requests = new Map<string, Map<string, SessionStream>>();
  readonly #listening = new Map<string, Listening>();

  constructor(options: StreamsOptions) {
    this.#options = options;
  }

  /** Sessions that have a listening stream here, connected or awaited back. */
  *listeners(): IterableIterator<Session> {
    for (const { streams } of this.#listening.values()) {
      const [stream] = streams;
      if (stream !== undefined) yield stream.session;
    }
  }

  get size(): number {
    return this.#requests.size + this.#listening.size;
  }

  /** A stream that answers `requestId`. */
  openForRequest(session: Session, requestId: RequestId, sink: EventSink): SessionStream {
    const stream = this.#create(
      session,
      `r${this.#options.newId()}${carryId(requestId)}`,
      requestId,
      () => {},
    );
    const { id } = session.facts;
    const ofSession = this.#requests.get(id) ?? new Map<string, SessionStream>();
    this.#requests.set(id, ofSession.set(stream.id, stream));
    stream.start(sink);
    return stream;
  }

  /**
   * Sends the last message of a request's stream and lets go of it; its log stays for a client that comes back.
   * Without a message the stream just ends: its request was cancelled.
   */
  finish(stream: SessionStream, message: string | undefined): void {
    if (message === undefined) stream.close();
    else stream.send(message, true);
    // A client that returns meanwhile must find the stream or its whole log.
    const written = stream.written();
    if (written === undefined) this.#letGo(stream);
    else void written.then(() => this.#letGo(stream));
  }

  #letGo(stream: SessionStream): void {
    const { id } = stream.session.facts;
    const ofSession = this.#requests.get(id);
    ofSession?.delete(stream.id);
    if (ofSession?.size === 0) this.#requests.delete(id);
  }

  /** A stream for what the server has to say on its own. */
  openForListening(session: Session, sink: EventSink): SessionStream {
    const stream = this.#create(session, `g${this.#options.newId()}`, undefined, (it) => this.#expire(it));
    const listening: Listening = this.#listening.get(session.facts.id) ?? { streams: [], expiry: new Map() };
    this.#listening.set(session.facts.id, listening);
    listening.streams.push(stream);
    this.#options.sessions.pin(session);
    const [oldest] = listening.streams;
    if (listening.streams.length > MAX_LISTENING && oldest !== undefined) this.#drop(oldest);
    stream.start(sink);
    return stream;
  }

  #create(
    session: Session,
    id: string,
    requestId: RequestId | undefined,
    onDetach: (stream: SessionStream) => void,
  ): SessionStream {
    const { log, retryMs } = this.#options;
    return new SessionStream({ id, session, requestId, log, retryMs, onDetach });
  }

  #expire(stream: SessionStream): void {
    const listening = this.#listening.get(stream.session.facts.id);
    const cancel = this.#options.after(this.#options.detachedTtlMs, () => this.#drop(stream));
    listening?.expiry.set(stream, cancel);
  }

  #drop(stream: SessionStream): void {
    stream.close();
    const { id } = stream.session.facts;
    const listening = this.#listening.get(id);
    if (listening === undefined) return;
    listening.expiry.get(stream)?.();
    listening.expiry.delete(stream);
    const at = listening.streams.indexOf(stream);
    if (at >= 0) listening.streams.splice(at, 1);
    if (listening.streams.length > 0) return;
    this.#listening.delete(id);
    this.#options.sessions.unpin(stream.session);
  }

  /** Sends a message to a session's client on exactly one stream. False when it has none here. */
  tell(sessionId: string, message: string): boolean {
    const streams = this.#listening.get(sessionId)?.streams;
    // A connected stream first; else the newest that is awaited back, which keeps it for its client.
    const stream = streams?.findLast((one) => one.attached) ?? streams?.at(-1);
    stream?.send(message);
    return stream !== undefined;
  }

  /**
   * Goes on with the stream that `lastEventId` belongs to. One that nobody here knows any more ends with a
   * retryable error when it was to answer a request, and is replaced by a new one when it was for listening.
   * @throws FleetError INVALID_PARAMS when the id is not one of ours.
   */
  async resume(session: Session, lastEventId: string, connect: () => EventSink): Promise<void> {
    const position = parseEventId(lastEventId);
    if (position === undefined) {
      throw new FleetError('INVALID_PARAMS', 'The header "Last-Event-ID" is not one that this server sent.');
    }
    const { streamId, seq } = position;
    const live = this.#findLive(session, streamId);
    if (live !== undefined) return this.#resumeLive(live, seq, connect());
    // Read before the answer becomes a stream, so that a log that fails can be told as an error.
    const missed = await this.#options.log.readAfter(session.facts.id, streamId, seq);
    const sink = connect();
    replay(sink, streamId, missed?.events ?? []);
    // A log without its last event belongs to a call that nobody runs any more.
    if (missed?.finished === true) sink.end();
    else this.#replaceLost(session, streamId, sink);
  }

  #findLive(session: Session, streamId: string): SessionStream | undefined {
    const request = this.#requests.get(session.facts.id)?.get(streamId);
    return request ?? this.#listening.get(session.facts.id)?.streams.find(({ id }) => id === streamId);
  }

  async #resumeLive(stream: SessionStream, seq: number, sink: EventSink): Promise<void> {
    const expiry = this.#listening.get(stream.session.facts.id)?.expiry;
    expiry?.get(stream)?.();
    expiry?.delete(stream);
    if (await stream.resume(sink, seq)) return;
    if (stream.requestId === undefined) this.#drop(stream);
    this.#replaceLost(stream.session, stream.id, sink);
  }

  #replaceLost(session: Session, streamId: string, sink: EventSink): void {
    if (streamId.startsWith('g')) {
      this.openForListening(session, sink);
      return;
    }
    const lost = new FleetError(
      'NODE_LOST',
      'The node that ran this request is gone; send the request again.',
    );
    const requestId = carriedId(streamId);
    if (requestId !== undefined) sink.write(sseMessage(errorText(requestId, toRpcError(lost))));
    sink.end();
  }

  /** Closes all streams of a session that ends. */
  closeSession(session: Session): void {
    const { id } = session.facts;
    for (const stream of [...(this.#listening.get(id)?.streams ?? [])]) this.#drop(stream);
    for (const stream of this.#requests.get(id)?.values() ?? []) stream.close();
    this.#requests.delete(id);
  }

  /** Lets the clients that listen go, told to come back, because this node takes no new work. */
  disconnectListeners(): void {
    for (const { streams } of this.#listening.values())
      for (const stream of [...streams]) stream.disconnect();
  }

  /** Lets the clients that wait for an answer go, told to come back, because this node stops. */
  disconnectRequests(): void {
    for (const ofSession of this.#requests.values())
      for (const stream of ofSession.values()) stream.disconnect();
  }

  /** Stops all timers. */
  close(): void {
    for (const { expiry } of this.#listening.values()) for (const cancel of expiry.values()) cancel();
    this.#listening.clear();
  }
}

/** The request id rides in the stream's name, so that even a node that never saw the request can answer it. */
function carryId(requestId: RequestId): string {
  const carried = Buffer.from(JSON.stringify(requestId)).toString('base64url');
  return carried.length > MAX_CARRIED_ID ? '' : `-${carried}`;
}

function carriedId(streamId: string): RequestId | undefined {
  const dash = streamId.indexOf('-');
  if (dash < 0) return undefined;
  try {
    const id: unknown = JSON.parse(Buffer.from(streamId.slice(dash + 1), 'base64url').toString());
    return isRequestId(id) ? id : undefined;
  } catch {
    return undefined;
  }
}
