// A fault with all that is needed to see it and to make it again.

import type { Kind } from '../cases/all.ts';
import type { FuzzCase } from './fuzz-case.ts';

/** Ends a run. The message is the whole report. */
export class FaultFound extends Error {
  override readonly name = 'FaultFound';
}

export interface Blame {
  readonly kind: Kind;
  readonly it: FuzzCase;
}

export function caseReport(error: unknown, { kind, it }: Blame): string {
  return `case ${it.number} (${kind}): ${describe(error)}\n${it.transcript}`;
}

export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'Fault' ? error.message : (error.stack ?? error.message);
}
