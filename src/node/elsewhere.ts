// What a node wants of the others, as the code that serves clients sees it. `membership.ts` is the way there.

import type { RequestId, RpcResponse } from '../protocol/json-rpc.ts';
import type { Change } from '../server/backend.ts';
import type { Session } from '../session/sessions.ts';
import type { RemoteStreams } from '../session/stream-resumption.ts';

export interface Elsewhere extends RemoteStreams {
  /** A client answered a question that no call here has asked. */
  answer(session: Session, response: RpcResponse): void;
  /** A client cancelled a request that does not run here. */
  cancel(session: Session, requestId: RequestId): void;
  /** A client ended its session; resolves when all nodes have let go of it, or one does not reply. */
  sessionEnded(session: Session): Promise<void> | undefined;
  /** The state of a session was changed here. */
  sessionChanged(session: Session): void;
  /** Whether there are other nodes. */
  readonly hasOthers: boolean;
  /** Sends a message to the client of a session that may listen on another node. False when there is none. */
  tell(session: Session, message: string): boolean;
  /** Something that clients may want to be told of changed here. */
  changed(change: Change): void;
}
