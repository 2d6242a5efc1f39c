// `npm run bench`: measures our server against a bare `node:http` floor and the official SDK, row by row.
// Exit code 1 when a row had to be refused (wrong answers, or a machine too busy to measure on) or missed its bar.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fillCompileCache } from './compile-cache.ts';
import { type Cores, chooseCores } from './cores.ts';
import { currentCommit, describeMachine, type Machine } from './machine.ts';
import { type BenchOptions, parseOptions, UsageError, usage } from './options.ts';
import { showProgress } from './progress.ts';
import { commandsOf } from './rows.ts';
import { type RowResult, runRow } from './run-row.ts';
import { provideToken } from './token.ts';

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') {
    console.log(usage);
    return 0;
  }
  provideToken();
  const cores = chooseCores();
  const machine = describeMachine(cores);
  console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; ${pinning(cores)}\n`);
  if (options.cpuProfileDir !== undefined) mkdirSync(options.cpuProfileDir, { recursive: true });

  await fillCompileCache(commandsOf(options.rows));
  const results: RowResult[] = [];
  for (const name of options.rows) {
    const result = await runRow(name, { ...options, cores, progress: showProgress });
    results.push(result);
    showProgress('');
    console.log(result.block);
  }
  writeResults(options, machine, results);
  console.log(`Results: ${options.json}`);
  return exitCode(results, options.bars);
}

function pinning(cores: Cores | undefined): string {
  if (cores === undefined) return 'NOT pinned to cores (no taskset here), expect noise';
  return `servers on core ${cores.server}, load generator on core ${cores.generator}`;
}

function writeResults(options: BenchOptions, machine: Machine, results: readonly RowResult[]): void {
  const { rows: _rows, json, cpuProfileDir: _dir, bars: _bars, ...settings } = options;
  const root = fileURLToPath(new URL('..', import.meta.url));
  const rows = Object.fromEntries(results.map(({ name, result }) => [name, result]));
  const file = { date: new Date().toISOString(), commit: currentCommit(root), machine, settings, rows };
  mkdirSync(dirname(json), { recursive: true });
  writeFileSync(json, `${JSON.stringify(file, undefined, 2)}\n`);
}

function exitCode(results: readonly RowResult[], barsCount: boolean): number {
  const named = (verdict: RowResult['verdict']) =>
    results.filter((row) => row.verdict === verdict).map((row) => row.name);
  const missed = named('missed');
  const refused = named('refused');
  if (refused.length > 0) console.log(`Refused: ${refused.join(', ')}`);
  if (missed.length > 0)
    console.log(`Below the bar: ${missed.join(', ')}${barsCount ? '' : ' (not judged)'}`);
  return refused.length > 0 || (barsCount && missed.length > 0) ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  const misused = error instanceof UsageError;
  console.error(misused ? `${error.message}\n\n${usage}` : `The bench could not run. ${String(error)}`);
  process.exitCode = misused ? 2 : 1;
}
