// The port to how nodes tell each other what need not be kept: at most once, in order from one node, to who listens at
// that moment. Whoever may have missed something is told so, and looks where the truth is kept.

/** A value now or later. */
export type Awaitable<T> = T | Promise<T>;

export interface Bus {
  /** Tells all who listen to the channel, also this node. Never rejects: what cannot be told is lost. */
  publish(channel: string, message: string): Awaitable<void>;
  /**
   * Calls `listener` for each message of the channel until the returned function is called. Resolves when nothing
   * published from now on is missed.
   */
  subscribe(channel: string, listener: (message: string) => void): Awaitable<() => void>;
  /** Calls `listener` each time that messages may have been lost (the connection broke and is there again). */
  onGap(listener: () => void): () => void;
}
