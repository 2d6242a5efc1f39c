// What a row about memory or start-up reports.
import type { Bar } from '../summary.ts';

export interface MemoryOutcome {
  /** For the reader. */
  lines: string[];
  /** For the results file; units are in the names. */
  values: Record<string, number>;
  bar: Bar;
}
