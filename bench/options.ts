// The command line of the bench.
import { parseArgs } from 'node:util';
import { memoryRowNames, throughputRows } from './rows.ts';

/** A name of the rows in `rows.ts`. */
export type RowName = string;

export interface BenchOptions {
  rows: RowName[];
  rounds: number;
  sliceMs: number;
  warmMs: number;
  connections: number;
  json: string;
  cpuProfileDir: string | undefined;
  bars: boolean;
  /** Starts of `cold-start` and calls of `soak-million`. */
  starts: number;
  calls: number;
}

/** A command line that cannot be understood; the message says what to change. */
export class UsageError extends Error {}

const allRows: RowName[] = [...throughputRows.map((row) => row.name), ...memoryRowNames];

export const usage = `Usage: npm run bench -- [options]

  --rows a,b        only these rows, of:
                    ${allRows.join(', ')}
  --rounds N        clean rounds of a throughput row (15; quick: 3)
  --slice-ms N      length of one slice of load (600; quick: 300)
  --warm-ms N       load on each server before the first round (4000; quick: 1000)
  --connections N   keep-alive connections (64)
  --json FILE       where the results go (bench/results/latest.json)
  --cpu-prof DIR    also profile our server under the load of each throughput row
  --no-bars         report missed bars without failing
  --quick           few rounds, starts and calls, to see that everything runs
  --help`;

const optionTypes = {
  rows: { type: 'string' },
  rounds: { type: 'string' },
  'slice-ms': { type: 'string' },
  'warm-ms': { type: 'string' },
  connections: { type: 'string' },
  json: { type: 'string', default: 'bench/results/latest.json' },
  'cpu-prof': { type: 'string' },
  'no-bars': { type: 'boolean', default: false },
  quick: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** The options on a command line, or `help` when that was asked for. */
export function parseOptions(argv: string[]): BenchOptions | 'help' {
  const { values } = parse(argv);
  if (values.help) return 'help';
  const quick = values.quick;
  return {
    rows: values.rows === undefined ? allRows : values.rows.split(',').map(rowNamed),
    rounds: wholeNumber('--rounds', values.rounds, quick ? 3 : 15),
    sliceMs: wholeNumber('--slice-ms', values['slice-ms'], quick ? 300 : 600),
    warmMs: wholeNumber('--warm-ms', values['warm-ms'], quick ? 1000 : 4000),
    connections: connectionCount(wholeNumber('--connections', values.connections, 64)),
    json: values.json,
    cpuProfileDir: values['cpu-prof'],
    bars: !values['no-bars'],
    starts: quick ? 3 : 11,
    calls: quick ? 50_000 : 1_000_000,
  };
}

function parse(argv: string[]) {
  try {
    return parseArgs({ args: argv, options: optionTypes, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function rowNamed(name: string): RowName {
  const row = allRows.find((known) => known === name.trim());
  if (row === undefined)
    throw new UsageError(`There is no row "${name}". Choose from: ${allRows.join(', ')}`);
  return row;
}

function wholeNumber(flag: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new UsageError(`${flag} takes a whole number above zero, not "${text}"`);
  return Number(text);
}

/** Request ids have room for two digits of the connection's number. */
function connectionCount(count: number): number {
  if (count > 99) throw new UsageError('--connections is at most 99');
  return count;
}
