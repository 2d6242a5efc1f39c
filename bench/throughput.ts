// Measures one throughput row: three servers stand side by side on one core, and short slices of load alternate
// between them, so that what disturbs the machine disturbs all three. A round with a doubtful slice is thrown away and
// repeated; when too many are doubtful the row is refused rather than reported.
import { join } from 'node:path';
import type { Cores } from './cores.ts';
import { GeneratorProcess } from './generator-process.ts';
import { measureSlice } from './measure-slice.ts';
import type { ThroughputRow } from './rows.ts';
import { ServerProcess } from './server-process.ts';
import { doubtOf, explain, type ServerRole, type Slice } from './slice.ts';

export interface ThroughputOptions {
  rounds: number;
  sliceMs: number;
  /** Load on each server before the first round. */
  warmMs: number;
  connections: number;
  cores: Cores | undefined;
  /** Where a CPU profile of our server is written; without it none is recorded. */
  profileDir?: string | undefined;
  progress(line: string): void;
}

export type PerServer<T> = Record<ServerRole, T>;
export type Round = PerServer<Slice>;

export interface ServerMemory {
  maxResidentBytes: number;
  endResidentBytes: number;
}

export type ThroughputOutcome =
  | { kind: 'measured'; rounds: Round[]; memory: PerServer<ServerMemory>; discarded: string[] }
  | { kind: 'refused'; reason: string };

/** Ours and the floor are always neighbours in time, in both orders, before and after the third. */
const orders: readonly (readonly ServerRole[])[] = [
  ['fleet', 'floor', 'sdk'],
  ['sdk', 'floor', 'fleet'],
  ['floor', 'fleet', 'sdk'],
  ['sdk', 'fleet', 'floor'],
];
/** Rounds that may be thrown away, for each round that is wanted. */
const spareRounds = 2;

export function profileName(rowName: string): string {
  return `${rowName}.cpuprofile`;
}

export async function measureThroughput(
  row: ThroughputRow,
  options: ThroughputOptions,
): Promise<ThroughputOutcome> {
  const core = options.cores?.server;
  const started: ServerProcess[] = [];
  const start = async (role: ServerRole): Promise<ServerProcess> => {
    const server = await ServerProcess.start(role, row.servers[role], core);
    started.push(server);
    return server;
  };
  const generator = new GeneratorProcess(options.cores?.generator);
  try {
    const servers = { fleet: await start('fleet'), floor: await start('floor'), sdk: await start('sdk') };
    const slice = (role: ServerRole, durationMs: number) =>
      measureSlice(generator, servers, {
        role,
        durationMs,
        workload: row.name,
        connections: options.connections,
      });
    for (const role of ['floor', 'sdk', 'fleet'] as const) await slice(role, options.warmMs);
    if (options.profileDir !== undefined) await servers.fleet.startProfile();
    const { rounds, discarded } = await cleanRounds(row.name, options, slice);
    if (options.profileDir !== undefined) {
      await servers.fleet.stopProfile(join(options.profileDir, profileName(row.name)));
    }
    if (rounds.length < options.rounds) {
      const reason = `${discarded.length} rounds were not clean; the last one: ${discarded.at(-1)}`;
      return { kind: 'refused', reason };
    }
    const memory = {
      fleet: await memoryOf(servers.fleet),
      floor: await memoryOf(servers.floor),
      sdk: await memoryOf(servers.sdk),
    };
    return { kind: 'measured', rounds, memory, discarded };
  } finally {
    generator.close();
    await Promise.all(started.map((server) => server.stop()));
  }
}

type MeasureSlice = (role: ServerRole, durationMs: number) => Promise<Slice>;

/** As many rounds as wanted, all of them clean, unless more than the spare ones are not. */
async function cleanRounds(
  name: string,
  { rounds: wanted, sliceMs, progress }: ThroughputOptions,
  slice: MeasureSlice,
): Promise<{ rounds: Round[]; discarded: string[] }> {
  const rounds: Round[] = [];
  const discarded: string[] = [];
  while (rounds.length < wanted && discarded.length <= wanted * spareRounds) {
    const round: Partial<Round> = {};
    const order = orders[(rounds.length + discarded.length) % orders.length] ?? [];
    for (const role of order) round[role] = await slice(role, sliceMs);
    const doubts = Object.values(round).flatMap((part) => {
      const doubt = doubtOf(part);
      return doubt === undefined ? [] : [`${doubt}: ${explain(part)}`];
    });
    if (doubts.length === 0 && isComplete(round)) rounds.push(round);
    else discarded.push(...doubts.slice(0, 1));
    progress(`${name}: ${rounds.length} of ${wanted} rounds, ${discarded.length} thrown away`);
  }
  return { rounds, discarded };
}

function isComplete(round: Partial<Round>): round is Round {
  return round.fleet !== undefined && round.floor !== undefined && round.sdk !== undefined;
}

async function memoryOf(server: ServerProcess): Promise<ServerMemory> {
  const { maxResidentBytes, residentBytes } = await server.usage();
  return { maxResidentBytes, endResidentBytes: residentBytes };
}
