// Runs one row of the bench and says what came of it: for the reader, for the results file, and for the exit code.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cores } from './cores.ts';
import { measureMemoryRow } from './memory/memory-row.ts';
import type { BenchOptions, RowName } from './options.ts';
import { busiestFunctions } from './profile-summary.ts';
import { memoryBlock, refusalBlock, throughputBlock } from './report.ts';
import { type ThroughputRow, throughputRows } from './rows.ts';
import { summarize } from './summary.ts';
import { measureThroughput, profileName } from './throughput.ts';

export interface RowResult {
  name: RowName;
  verdict: 'reached' | 'missed' | 'refused';
  /** What the terminal shows. */
  block: string;
  /** What the results file says about the row. */
  result: object;
}

export interface RunOptions extends BenchOptions {
  cores: Cores | undefined;
  progress(line: string): void;
}

const listedFunctions = 25;

/** Measures a row. A row that cannot be measured is refused with the reason; nothing of it is reported. */
export async function runRow(name: RowName, options: RunOptions): Promise<RowResult> {
  const row = throughputRows.find((known) => known.name === name);
  try {
    return row === undefined ? await runMemoryRow(name, options) : await runThroughputRow(row, options);
  } catch (error) {
    return refused(name, error instanceof Error ? error.message : String(error));
  }
}

async function runMemoryRow(name: RowName, options: RunOptions): Promise<RowResult> {
  const outcome = await measureMemoryRow(name, options, options.cores);
  const { values, bar } = outcome;
  const verdict = bar.reached ? 'reached' : 'missed';
  return { name, verdict, block: memoryBlock(name, outcome), result: { ...values, bar } };
}

async function runThroughputRow(row: ThroughputRow, options: RunOptions): Promise<RowResult> {
  const { name } = row;
  const { cpuProfileDir } = options;
  const outcome = await measureThroughput(row, { ...options, profileDir: cpuProfileDir });
  // A profile is worth reading even when the machine was too busy for numbers.
  const profile = cpuProfileDir === undefined ? '' : profileBlock(join(cpuProfileDir, profileName(name)));
  if (outcome.kind === 'refused') {
    const result = refused(name, outcome.reason);
    return { ...result, block: `${result.block}${profile}` };
  }
  const { rounds, discarded, memory } = outcome;
  const summary = summarize(row, rounds, memory);
  const verdict = summary.bar?.reached === false ? 'missed' : 'reached';
  const block = `${throughputBlock(`${name}: ${row.summary}`, summary, row.labels)}${profile}`;
  return { name, verdict, block, result: { ...summary, rounds, discarded } };
}

function refused(name: RowName, reason: string): RowResult {
  return { name, verdict: 'refused', block: refusalBlock(name, reason), result: { refused: reason } };
}

function profileBlock(file: string): string {
  const lines = busiestFunctions(JSON.parse(readFileSync(file, 'utf8')), listedFunctions);
  return `  ${file}\n${lines.map((text) => `  ${text}\n`).join('')}`;
}
