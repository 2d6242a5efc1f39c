// The results file: each part with the machine, the commit and the day it was measured on, so that parts can be measured
// one at a time.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Machine } from '../machine.ts';
import type { Part, PartName } from './parts.ts';

export interface Provenance {
  date: string;
  commit: string;
  machine: Machine;
}

export type MeasuredPart = Provenance & Part;
export type Results = Partial<Record<PartName, MeasuredPart>>;

export function readResults(file: string): Results {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/** Numbers are cut to a thousandth: more of them would say nothing. */
export function writeResults(file: string, results: Results): void {
  const cut = (_key: string, value: unknown) =>
    typeof value === 'number' ? Math.round(value * 1000) / 1000 : value;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, cut, 2)}\n`);
}
