// Measures one throughput row: three servers stand side by side on one core, and short slices of load alternate
// between them, so that what disturbs the machine disturbs all three. A round with a doubtful slice is thrown away and
// repeated; when too many are doubtful the row is refused rather than reported.
import { join } from 'node:path';
import type { Cores } from './cores.ts';
import { GeneratorProcess } from './generator-process.ts';
import { measureSlice } from './measure-slice.ts';
import type { ThroughputRow } from './rows.ts';
import type { ServerProcess } from './server-process.ts';
import { doubtOf, explain, type ServerRole, type Slice } from './slice.ts';
import { withServers } from './with-servers.ts';

export interface ThroughputOptions {
  rounds: number;
  sliceMs: number;
  /** Load on each server before the first round. */
  warmMs: number;
  connections: number;
  cores: Cores | undefined;
  /** Where a CPU profile of our server under load is written, recorded before the rounds; without it none is. */
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
const spareRounds = 3;
const profiledMs = 4_000;

export function profileName(rowName: string): string {
  return `${rowName}.cpuprofile`;
}

export async function measureThroughput(
  row: ThroughputRow,
  options: ThroughputOptions,
): Promise<ThroughputOutcome> {
  const { cores, profileDir, connections } = options;
  return await withServers(row.servers, cores?.server, async (servers) => {
    const generator = new GeneratorProcess(cores?.generator);
    const slice: MeasureSlice = (role, durationMs) =>
      measureSlice(generator, servers, { role, durationMs, workload: row.workload, connections });
    try {
      for (const role of ['floor', 'sdk', 'fleet'] as const) await slice(role, options.warmMs);
      if (profileDir !== undefined) {
        await servers.fleet.startProfile();
        await slice('fleet', profiledMs);
        await servers.fleet.stopProfile(join(profileDir, profileName(row.name)));
      }
      const { rounds, discarded } = await cleanRounds(row.name, options, slice);
      if (rounds.length < options.rounds) {
        const reason = `${discarded.length} rounds were not clean; the last one: ${discarded.at(-1)}`;
        return { kind: 'refused', reason };
      }
      return { kind: 'measured', rounds, discarded, memory: await memoryOf(servers) };
    } finally {
      generator.close();
    }
  });
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
    for (const role of order) {
      const part = await slice(role, sliceMs);
      const doubt = doubtOf(part);
      if (doubt !== undefined) {
        discarded.push(`${doubt}: ${explain(part)}`);
        break;
      }
      round[role] = part;
    }
    if (isComplete(round)) rounds.push(round);
    progress(`${name}: ${rounds.length} of ${wanted} rounds, ${discarded.length} thrown away`);
  }
  return { rounds, discarded };
}

function isComplete(round: Partial<Round>): round is Round {
  return round.fleet !== undefined && round.floor !== undefined && round.sdk !== undefined;
}

async function memoryOf(servers: PerServer<ServerProcess>): Promise<PerServer<ServerMemory>> {
  const of = async (server: ServerProcess): Promise<ServerMemory> => {
    const { maxResidentBytes, residentBytes } = await server.usage();
    return { maxResidentBytes, endResidentBytes: residentBytes };
  };
  return { fleet: await of(servers.fleet), floor: await of(servers.floor), sdk: await of(servers.sdk) };
}
