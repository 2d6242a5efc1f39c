// One step of a verification run: a command that counts as one, or a set of test files that counts its tests.

export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** What a reader needs to mend the failures; empty when everything passed. */
  readonly report: string;
}

export interface Step {
  readonly name: string;
  /** Ends early, as a failure, once `signal` is aborted. */
  run(signal: AbortSignal): Promise<Outcome>;
}
