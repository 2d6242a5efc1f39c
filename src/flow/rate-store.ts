// The port to where rate limits keep their buckets: in this process, or in a store that all nodes share.

/** A token bucket's rule. Calls take one token each. */
export interface Rate {
  /** Tokens that come back each second, kept to a millionth. */
  readonly perSecond: number;
  /** Tokens that a full bucket holds: so many calls may come at once. */
  readonly burst: number;
}

/** Whose calls a bucket counts. */
export type LimitScope = 'node' | 'principal' | 'tool' | 'address';

export interface Bucket {
  readonly scope: LimitScope;
  /** Which one of that scope. */
  readonly key: string;
  readonly rate: Rate;
}

export type Taking =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** The one of the asked buckets that takes longest to have a token. */
      readonly emptiest: Bucket;
      /** Whole milliseconds until all of the buckets have a token again, if nobody else takes one. */
      readonly retryAfterMs: number;
    };

export const TAKEN: Taking = Object.freeze({ ok: true });

export interface RateStore {
  /**
   * Takes one token from each of the buckets, or from none of them when one is empty. A bucket that was never seen,
   * or was forgotten, is full; one whose rate has changed keeps what it owes. The buckets are different ones.
   * Answers at once where it can, because every call waits for it. Never rejects: an implementation that cannot reach
   * what it shares decides on its own.
   */
  take(buckets: readonly Bucket[]): Taking | Promise<Taking>;
}
