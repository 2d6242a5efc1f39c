// A client that comes back to a stream with the number of the last event it has, on whatever node it lands: the stream
// may live here, or on another node, or have ended, or its node may be lost. In each case the client gets what it missed,
// once and in order, and then what comes; or is told that the request must be sent again.

import { FleetError, toRpcError } from '../protocol/errors.ts';
import { errorText } from '../protocol/json-rpc.ts';
import { sseMessage } from '../protocol/sse.ts';
import type { EventLog, LogReading } from './event-log.ts';
import type { Session } from './sessions.ts';
import { type EventSink, parseEventId, type RemoteReader, replay, type SessionStream } from './stream.ts';
import { StreamFollower } from './stream-follower.ts';
import { isForListening, nodeOf, requestOf } from './stream-name.ts';
import type { SessionStreams } from './streams.ts';

/** The streams that live on other nodes. */
export interface RemoteStreams {
  /**
   * Asks a node to leave the events of a stream to `reader`, from now until `unfollow`, and tells it of each one.
   * False when the node does not run the stream, or cannot be reached. May be asked again for the same reader.
   */
  follow(nodeId: string, sessionId: string, streamId: string, reader: RemoteReader): Promise<boolean>;
  unfollow(streamId: string, reader: RemoteReader): void;
}

/** What is needed of a client that comes back. */
export interface ReturningClient {
  /** Makes its connection an event stream. */
  connect(): EventSink;
  /**
   * Runs a request again whose node was lost; its answer goes to `stream`.
   * @param sent what the lost node had sent by then
   */
  rerun(request: string, stream: SessionStream, sent: readonly string[]): void;
}

export interface ResumptionOptions {
  readonly nodeId: string;
  readonly log: EventLog;
  readonly streams: SessionStreams;
  readonly remote: RemoteStreams;
  /** Milliseconds between two looks at a stream that another node runs: it may have been lost with all its messages. */
  readonly checkMs: number;
  /** Milliseconds for which a broken stream can be resumed. */
  readonly resumeTtlMs: number;
  readonly after: (delayMs: number, callback: () => void) => () => void;
  /** A stream for listening is lost with what was to be told on it meanwhile. */
  readonly onMissed: (session: Session) => void;
}

export class StreamResumption {
  readonly #options: ResumptionOptions;
  /** Each with what cancels its next check. */
  readonly #followers = new Map<StreamFollower, () => void>();

  constructor(options: ResumptionOptions) {
    this.#options = options;
  }

  /** Streams of other nodes that clients read here. */
  get size(): number {
    return this.#followers.size;
  }

  /** @throws FleetError INVALID_PARAMS when the id is not one of ours */
  async resume(session: Session, lastEventId: string, client: ReturningClient): Promise<void> {
    const position = parseEventId(lastEventId);
    if (position === undefined) {
      throw new FleetError('INVALID_PARAMS', 'The header "Last-Event-ID" is not one that this server sent.');
    }
    const { streamId, seq } = position;
    const { streams, log } = this.#options;
    const live = streams.find(session, streamId);
    if (live !== undefined) return this.#resumeHere(live, seq, client);
    // Read before the answer becomes a stream, so that a log that fails can be told as an error.
    const missed = await log.readAfter(session.facts.id, streamId, seq);
    const sink = client.connect();
    const seen = Math.max(seq, replay(sink, streamId, missed?.events ?? []));
    if (missed?.finished === true) return sink.end();
    // Events that the client needs are gone; but where it has seen none, there may be none yet.
    if (missed === undefined && seq > 0) return this.#giveUp(session, streamId, sink);
    await this.#follow(nodeOf(streamId), session, { streamId, seq: seen, sink, client });
  }

  /** A session has ended: its clients are let go. */
  closeSession(sessionId: string): void {
    for (const follower of [...this.#followers.keys()]) {
      if (follower.sessionId === sessionId) follower.released();
    }
  }

  /** Nothing is followed any more. */
  close(): void {
    for (const follower of [...this.#followers.keys()]) follower.handOver();
  }

  async #resumeHere(stream: SessionStream, seq: number, client: ReturningClient): Promise<void> {
    const sink = client.connect();
    if (await this.#options.streams.reconnect(stream, sink, seq)) return;
    this.#giveUp(stream.session, stream.id, sink);
  }

  async #follow(nodeId: string | undefined, session: Session, at: Position): Promise<void> {
    const { log, remote } = this.#options;
    const { streamId, seq, sink, client } = at;
    const follower = new StreamFollower({
      log,
      sessionId: session.facts.id,
      streamId,
      seq,
      sink,
      onGone: () => void check(),
      onEnd: () => {
        this.#followers.get(follower)?.();
        this.#followers.delete(follower);
        remote.unfollow(streamId, follower);
      },
    });
    this.#followers.set(follower, () => {});
    const check = async (): Promise<void> => {
      const isAlive = await this.#ask(nodeId, follower);
      // What came before the answer is in the log by now, and so is the end, if the stream had one.
      await follower.catchUp();
      if (follower.ended) return;
      if (isAlive) return this.#checkLater(follower, check);
      await this.#goOn(nodeId, session, follower, client);
    };
    await check();
  }

  async #ask(nodeId: string | undefined, follower: StreamFollower): Promise<boolean> {
    const { nodeId: own, remote } = this.#options;
    if (nodeId === undefined || nodeId === own) return false;
    return await remote.follow(nodeId, follower.sessionId, follower.streamId, follower);
  }

  #checkLater(follower: StreamFollower, check: () => Promise<void>): void {
    this.#followers.get(follower)?.();
    this.#followers.set(
      follower,
      this.#options.after(this.#options.checkMs, () => void check()),
    );
  }

  /** The node of the stream is lost. */
  async #goOn(
    lostNodeId: string | undefined,
    session: Session,
    follower: StreamFollower,
    client: ReturningClient,
  ): Promise<void> {
    const { streamId, sink, seq } = follower;
    if (isForListening(streamId) || lostNodeId === undefined) {
      follower.handOver();
      return this.#giveUp(session, streamId, sink);
    }
    const { log, nodeId, resumeTtlMs: ttlMs, streams } = this.#options;
    const { id } = session.facts;
    let holder: string;
    let reading: LogReading | undefined;
    try {
      holder = await log.claim(id, streamId, { lostNodeId, nodeId, ttlMs });
      reading = await log.readAfter(id, streamId, 0);
    } catch {
      // Without the log nothing can be gone on with; the client may come back when it is there again.
      return follower.released();
    }
    // The client has left, or its session has ended meanwhile.
    if (follower.ended) return;
    follower.handOver();
    if (holder !== nodeId) return this.#follow(holder, session, { streamId, seq, sink, client });
    const events = reading?.events ?? [];
    const missed = events.filter((event) => event.seq > seq);
    const last = Math.max(seq, replay(sink, streamId, missed));
    // Its last words came after all.
    if (reading?.finished === true) return sink.end();
    const stream = streams.adopt(session, streamId, last, sink);
    const request = events[0]?.request;
    if (request === undefined) return this.#endLost(stream);
    client.rerun(
      request,
      stream,
      events.map(({ message }) => message),
    );
  }

  #endLost(stream: SessionStream): void {
    const { streams } = this.#options;
    const requestId = requestOf(stream.id);
    streams.finish(
      stream,
      requestId === undefined ? undefined : errorText(requestId, toRpcError(nodeLost())),
    );
  }

  /** What the stream had to say is lost: a new one takes its place, or the client is told to ask again. */
  #giveUp(session: Session, streamId: string, sink: EventSink): void {
    if (isForListening(streamId)) {
      this.#options.streams.openForListening(session, sink);
      return this.#options.onMissed(session);
    }
    const requestId = requestOf(streamId);
    if (requestId !== undefined) sink.write(sseMessage(errorText(requestId, toRpcError(nodeLost()))));
    sink.end();
  }
}

/** Where a client is in a stream. */
interface Position {
  readonly streamId: string;
  readonly seq: number;
  readonly sink: EventSink;
  readonly client: ReturningClient;
}

function nodeLost(): FleetError {
  return new FleetError('NODE_LOST', 'The node that ran this request is gone; send the request again.');
}
