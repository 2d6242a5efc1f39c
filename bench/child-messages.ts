// Waits for what a child process says over IPC, without missing that it ends or says nothing.
import type { ChildProcess } from 'node:child_process';

export interface Wait<K> {
  /** The next message of one of these kinds is taken. */
  kinds: readonly K[];
  /** Milliseconds; without it the wait ends with the child at the latest. */
  deadlineMs?: number | undefined;
  /** Makes the error for a child that ends or is late. */
  failure: (reason: string) => Error;
}

type MessageOf<M extends { kind: string }, K> = Extract<M, { kind: K }>;

export function nextMessage<M extends { kind: string }, K extends M['kind']>(
  child: ChildProcess,
  { kinds, deadlineMs, failure }: Wait<K>,
): Promise<MessageOf<M, K>> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      clearTimeout(timer);
      child.off('message', receive).off('exit', gone);
    };
    const fail = (reason: string) => {
      settle();
      reject(failure(reason));
    };
    const receive = (message: M) => {
      if (!isOneOf<M, K>(message, kinds)) return;
      settle();
      resolve(message);
    };
    const gone = () => fail('The load generator ended');
    const late = () => fail(`The load generator did not report "${kinds.join('" or "')}" in time`);
    const timer = deadlineMs === undefined ? undefined : setTimeout(late, deadlineMs);
    child.on('message', receive).on('exit', gone);
  });
}

function isOneOf<M extends { kind: string }, K extends M['kind']>(
  message: M,
  kinds: readonly K[],
): message is MessageOf<M, K> {
  return kinds.some((kind) => kind === message.kind);
}
