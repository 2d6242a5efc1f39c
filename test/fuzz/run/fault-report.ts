// A fault with all that is needed to see it and to make it again.

import type { Kind } from '../cases/all.ts';
import type { FuzzCase } from './fuzz-case.ts';

/** Ends a run. The message is the whole report. */
export class FaultFound extends Error {
  override readonly name = 'FaultFound';
  /** Numbers of the cases that may be the cause. */
  readonly cases: readonly number[];

  constructor(message: string, cases: readonly number[] = []) {
    super(message);
    this.cases = cases;
  }
}

export interface Blame {
  readonly kind: Kind;
  readonly it: FuzzCase;
}

export function caseReport(error: unknown, { kind, it }: Blame): string {
  return `case ${it.number} (${kind}): ${describe(error)}\n${it.transcript}`;
}

/** A fault says all there is to say; any other error is one of the fuzz, and its stack says where. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'Fault' ? error.message : (error.stack ?? error.message);
}
