// This node as one of a fleet: it is in the directory, hears what other nodes tell, and tells them. Acting on what is
// heard is left to the parts of the node that know how.

import { Directory } from '../cluster/directory.ts';
import type { NodeEntry } from '../cluster/directory-store.ts';
import type { FleetMessage } from '../cluster/fleet-message.ts';
import { Mail } from '../cluster/mail.ts';
import type { After } from '../flow/deadline.ts';
import { isObject, type RequestId, type RpcResponse, readMessage } from '../protocol/json-rpc.ts';
import type { Backend, Change } from '../server/backend.ts';
import type { ServerRequests } from '../session/server-requests.ts';
import type { Session, Sessions } from '../session/sessions.ts';
import type { ReaderElsewhere, RemoteReader } from '../session/stream.ts';
import type { StreamResumption } from '../session/stream-resumption.ts';
import type { SessionStreams } from '../session/streams.ts';
import type { Elsewhere } from './elsewhere.ts';
import type { FleetStores } from './fleet-stores.ts';
import type { Logger } from './node-options.ts';
import type { Notices } from './notices.ts';
import type { RunningCalls } from './running-calls.ts';

export interface MembershipOptions {
  readonly nodeId: string;
  readonly stores: FleetStores;
  /** What this node says of itself at this moment. */
  readonly self: () => NodeEntry;
  readonly heartbeatMs: number;
  readonly after: After;
  readonly logger: Logger;
}

/** The parts of the node that act on what other nodes tell. */
export interface NodeParts {
  readonly sessions: Sessions;
  readonly streams: SessionStreams;
  readonly resumption: StreamResumption;
  readonly running: RunningCalls;
  readonly serverRequests: ServerRequests;
  readonly notices: Notices;
  readonly backend: Pick<Backend, 'sessions'>;
}

/** A node that beats this often in vain is gone. */
const LOST_BEATS = 3;
const RETRY_MS = 1000;
/** A node that is asked something and says nothing for this long is passed over. */
const REPLY_TIMEOUT_MS = 1000;

export class Membership implements Elsewhere {
  readonly #options: MembershipOptions;
  readonly #mail: Mail;
  readonly #directory: Directory;
  /** Readers here of streams elsewhere, by stream. */
  readonly #following = new Map<string, RemoteReader>();
  #parts: NodeParts | undefined;
  #offGap: (() => void) | undefined;

  constructor(options: MembershipOptions) {
    const { nodeId, stores, self, heartbeatMs, after, logger } = options;
    this.#options = options;
    this.#mail = new Mail({
      nodeId,
      bus: stores.bus,
      replyTimeoutMs: REPLY_TIMEOUT_MS,
      after,
      onMessage: (message, from) => this.#act(message, from),
      onError: (err) => logger.warn({ nodeId, err }, 'a message between nodes failed'),
    });
    this.#directory = new Directory({
      store: stores.directory,
      self,
      heartbeatMs,
      retryMs: Math.min(RETRY_MS, heartbeatMs),
      ttlMs: heartbeatMs * LOST_BEATS,
      after,
      onChange: (nodes) => logger.info({ nodeId, nodes: nodes.map(({ id }) => id) }, 'the fleet has changed'),
      onReachable: (err) => {
        if (err === undefined) logger.info({ nodeId }, 'the directory can be reached again');
        else logger.warn({ nodeId, err }, 'the directory cannot be reached');
      },
    });
  }

  /** Joins the fleet; `parts` act on what other nodes tell from now on. @throws what the stores throw */
  async join(parts: NodeParts): Promise<void> {
    this.#parts = parts;
    await this.#mail.open();
    this.#offGap = this.#options.stores.bus.onGap(() => this.#resynchronize());
    await this.#directory.start();
    this.#mail.tellAll({ kind: 'directory' });
  }

  /** What this node says of itself has changed. */
  async announce(): Promise<void> {
    await this.#directory.announce();
  }

  async leave(): Promise<void> {
    await this.#directory.stop();
    this.#mail.tellAll({ kind: 'directory' });
    this.#offGap?.();
    this.#mail.close();
  }

  get nodes(): Directory['nodes'] {
    return this.#directory.nodes;
  }

  answer(session: Session, response: RpcResponse): void {
    const nodeId = askerOf(response.id);
    if (nodeId === undefined || nodeId === this.#options.nodeId) return;
    const { kind: _, ...answer } = response;
    this.#mail.tell(nodeId, { kind: 'answer', sessionId: session.facts.id, response: answer });
  }

  cancel(session: Session, requestId: RequestId): void {
    if (this.#isAlone) return;
    this.#mail.tellAll({ kind: 'cancel', sessionId: session.facts.id, requestId });
  }

  sessionEnded({ facts, handle }: Session): Promise<void> | undefined {
    if (this.#isAlone) return undefined;
    const { others } = this.#directory;
    return this.#mail
      .askAll(others, { kind: 'session-ended', sessionId: facts.id, handle })
      .then((silent) => this.#suspectAll(silent));
  }

  sessionChanged({ facts, handle }: Session): void {
    if (!this.#isAlone) this.#mail.tellAll({ kind: 'session-changed', sessionId: facts.id, handle });
  }

  get hasOthers(): boolean {
    return !this.#isAlone;
  }

  tell({ facts }: Session, message: string): boolean {
    if (this.#isAlone) return false;
    this.#mail.tellAll({ kind: 'tell', sessionId: facts.id, message });
    return true;
  }

  changed(change: Change): void {
    if (this.#isAlone) return;
    const { isToldOtherwise: _, ...plain } = change;
    this.#mail.tellAll({ kind: 'change', change: plain });
  }

  async follow(nodeId: string, sessionId: string, streamId: string, reader: RemoteReader): Promise<boolean> {
    const other = this.#following.get(streamId);
    this.#following.set(streamId, reader);
    // The same client has come back twice; its newest connection counts.
    if (other !== undefined && other !== reader) other.released();
    if (!this.#directory.isAlive(nodeId)) await this.#directory.refresh();
    if (!this.#directory.isAlive(nodeId)) return false;
    const answered = await this.#mail.ask(nodeId, { kind: 'follow', sessionId, streamId });
    if (answered === undefined) this.#suspectAll([nodeId]);
    return answered?.reply === true;
  }

  unfollow(streamId: string, reader: RemoteReader): void {
    if (this.#following.get(streamId) === reader) this.#following.delete(streamId);
  }

  /** In memory the directory is always right, and there is nobody to tell. */
  get #isAlone(): boolean {
    return this.#options.stores.isPrivate && this.#directory.nodes.length <= 1;
  }

  #suspectAll(nodeIds: readonly string[]): void {
    for (const suspect of nodeIds) {
      this.#directory.suspect(suspect);
      this.#options.logger.warn({ nodeId: this.#options.nodeId, suspect }, 'a node does not reply');
    }
  }

  /** Messages may have been missed: what they would have told is looked up where it is kept. */
  #resynchronize(): void {
    this.#options.logger.info({ nodeId: this.#options.nodeId }, 'resynchronizing after a gap in the bus');
    this.#parts?.sessions.distrust();
    this.#parts?.notices.resynchronize();
    for (const reader of this.#following.values()) reader.more();
    void this.#directory.refresh();
  }

  #act(message: FleetMessage, from: string): unknown {
    const parts = this.#parts;
    if (parts === undefined) return undefined;
    switch (message.kind) {
      case 'answer':
        return this.#takeAnswer(parts, message.sessionId, message.response);
      case 'cancel':
        return parts.running.cancel(message.sessionId, message.requestId);
      case 'session-ended':
        return endHere(parts, message.sessionId, message.handle);
      case 'session-changed':
        return parts.sessions.changedElsewhere(message.sessionId, message.handle);
      case 'change':
        return parts.notices.note(message.change);
      case 'tell':
        return parts.streams.tell(message.sessionId, message.message);
      case 'follow':
        return parts.streams.handOver(
          message.sessionId,
          message.streamId,
          this.#readerAt(from, message.streamId),
        );
      case 'stream':
        return this.#noteStream(message.streamId, message.what);
      case 'directory':
        return this.#directory.refresh();
      default:
        // Of a later version: whoever sent it has to live with nodes that do not know it.
        return message satisfies never;
    }
  }

  #takeAnswer({ serverRequests }: NodeParts, sessionId: string, response: unknown): boolean {
    if (!isObject(response)) return false;
    const message = readMessage({ jsonrpc: '2.0', ...response });
    return message.kind === 'response' && serverRequests.answer(sessionId, message);
  }

  #noteStream(streamId: string, what: 'more' | 'released' | 'gone'): void {
    this.#following.get(streamId)?.[what]();
  }

  /** Tells the node where a client of a stream here is. */
  #readerAt(nodeId: string, streamId: string): ReaderElsewhere {
    const tell = (what: 'more' | 'released' | 'gone') => (): void =>
      this.#mail.tell(nodeId, { kind: 'stream', streamId, what });
    return { nodeId, more: tell('more'), released: tell('released'), gone: tell('gone') };
  }
}

/** Lets go of a session that has been ended in the store. */
function endHere(parts: NodeParts, id: string, handle: string): true {
  const { running, streams, resumption, sessions, backend } = parts;
  running.cancelSession(id);
  streams.closeSession(id);
  resumption.closeSession(id);
  sessions.endedElsewhere(id, handle);
  backend.sessions?.ended(id);
  return true;
}

/** The node that asked: request ids begin with its name. */
function askerOf(id: RequestId): string | undefined {
  return typeof id === 'string' ? id.split('-', 1)[0] : undefined;
}
