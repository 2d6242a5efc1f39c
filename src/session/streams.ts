// The open streams of this node's sessions: those that answer a request and those that a client opened to listen.
// A listening stream whose connection broke is kept for a while, so that its client misses nothing when it returns.

import type { RequestId } from '../protocol/json-rpc.ts';
import type { EventLog } from './event-log.ts';
import type { Session, Sessions } from './sessions.ts';
import { type EventSink, type ReaderElsewhere, SessionStream } from './stream.ts';
import { nameForListening, nameForRequest, requestOf } from './stream-name.ts';

export interface StreamsOptions {
  readonly nodeId: string;
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

  /**
   * A stream that answers `requestId`.
   * @param request the same as text, where it may be run again should this node be lost
   */
  openForRequest(session: Session, requestId: RequestId, sink: EventSink, request?: string): SessionStream {
    const { nodeId, newId } = this.#options;
    const id = nameForRequest(nodeId, newId(), requestId);
    const stream = this.#create(session, id, { requestId, request });
    this.#addRequest(stream);
    stream.start(sink);
    return stream;
  }

  /** Goes on, after the event `seq`, with a stream whose node is lost, and whose client has all that is in the log. */
  adopt(session: Session, id: string, seq: number, sink: EventSink): SessionStream {
    const stream = this.#create(session, id, { requestId: requestOf(id), seq });
    this.#addRequest(stream);
    stream.goOn(sink);
    return stream;
  }

  #addRequest(stream: SessionStream): void {
    const { id } = stream.session.facts;
    const ofSession = this.#requests.get(id) ?? new Map<string, SessionStream>();
    this.#requests.set(id, ofSession.set(stream.id, stream));
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
    const { nodeId, newId } = this.#options;
    const onDetach = (it: SessionStream): void => this.#expire(it);
    const stream = this.#create(session, nameForListening(nodeId, newId()), { onDetach });
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
    { requestId, request, seq = 0, onDetach = () => {} }: NewStream,
  ): SessionStream {
    const { log, retryMs } = this.#options;
    return new SessionStream({ id, session, requestId, request, seq, log, retryMs, onDetach });
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

  /** Whether the client of a session listens here, or is awaited back. */
  isListening(sessionId: string): boolean {
    return this.#listening.has(sessionId);
  }

  /** Sends a message to a session's client on exactly one stream. False when it has none here. */
  tell(sessionId: string, message: string): boolean {
    const streams = this.#listening.get(sessionId)?.streams;
    // A connected stream first; else the newest that is awaited back, which keeps it for its client.
    const stream = streams?.findLast((one) => one.attached) ?? streams?.at(-1);
    stream?.send(message);
    return stream !== undefined;
  }

  /** The stream of that name, if it lives here. */
  find(session: Session, streamId: string): SessionStream | undefined {
    const { id } = session.facts;
    return this.#requests.get(id)?.get(streamId) ?? this.#findListening(id, streamId);
  }

  #findListening(sessionId: string, streamId: string): SessionStream | undefined {
    return this.#listening.get(sessionId)?.streams.find(({ id }) => id === streamId);
  }

  /**
   * Connects a client that has come back to a stream that lives here, and has seen its events up to `seq`. False when
   * what it missed is no longer known; then the stream is dropped, unless it still has a request to answer.
   */
  async reconnect(stream: SessionStream, sink: EventSink, seq: number): Promise<boolean> {
    this.#keep(stream);
    if (await stream.resume(sink, seq)) return true;
    if (stream.requestId === undefined) this.#drop(stream);
    return false;
  }

  /** Leaves the events of a stream to a client on another node. False when the stream does not live here. */
  handOver(sessionId: string, streamId: string, reader: ReaderElsewhere): boolean {
    const listening = this.#findListening(sessionId, streamId);
    const stream = listening ?? this.#requests.get(sessionId)?.get(streamId);
    if (stream === undefined) return false;
    stream.handOver(reader);
    if (listening !== undefined) {
      // The other node may be lost too: whoever follows asks again now and then.
      this.#keep(listening);
      this.#expire(listening);
    }
    return true;
  }

  #keep(stream: SessionStream): void {
    const expiry = this.#listening.get(stream.session.facts.id)?.expiry;
    expiry?.get(stream)?.();
    expiry?.delete(stream);
  }

  /** Closes all streams of a session that ends. */
  closeSession(id: string): void {
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

/** How a stream differs from the plainest one. */
interface NewStream {
  readonly requestId?: RequestId | undefined;
  readonly request?: string | undefined;
  readonly seq?: number;
  readonly onDetach?: (stream: SessionStream) => void;
}
