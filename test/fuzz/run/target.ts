// What the cases know of the server that they are sent to.

export interface Target {
  readonly port: number;
  /** Undefined: everybody may do everything. */
  readonly key: string | undefined;
  readonly maxBodyBytes: number;
  /** Calls, streams and slow senders run into limits within a second. */
  readonly isTight: boolean;
}
