// Turns the clean rounds of a throughput row into what is reported: medians for each server, ratios between servers.
import type { ThroughputRow } from './rows.ts';
import type { Slice } from './slice.ts';
import { median, medianRatio, pairedRatios, relativeSpread } from './statistics.ts';
import type { PerServer, Round, ServerMemory } from './throughput.ts';

export interface ServerSummary extends ServerMemory {
  requestsPerSecond: number;
  p50Micros: number;
  p99Micros: number;
  serverCpuMicrosPerRequest: number;
  generatorCpuMicrosPerRequest: number;
  generatorShare: number;
}

/** The measured server's value over the reference's; each is the median over the rounds. */
export interface ServerRatios {
  requestsPerSecond: number;
  /** Half of the interquartile range of `requestsPerSecond`, as a share of it. */
  spread: number;
  p50: number;
  p99: number;
  serverCpu: number;
  maxResident: number;
  endResident: number;
}

export interface Bar {
  wanted: string;
  reached: boolean;
}

export interface ThroughputSummary {
  servers: PerServer<ServerSummary>;
  fleetOfFloor: ServerRatios;
  sdkOfFloor: ServerRatios;
  fleetOfSdk: ServerRatios;
  bar: Bar | undefined;
}

export function summarize(
  row: Pick<ThroughputRow, 'leastOfFloor' | 'leastOfSdk'>,
  rounds: readonly Round[],
  memory: PerServer<ServerMemory>,
): ThroughputSummary {
  const fleet = rounds.map((round) => round.fleet);
  const floor = rounds.map((round) => round.floor);
  const sdk = rounds.map((round) => round.sdk);
  const fleetOfFloor = ratios([fleet, memory.fleet], [floor, memory.floor]);
  const fleetOfSdk = ratios([fleet, memory.fleet], [sdk, memory.sdk]);
  return {
    servers: {
      fleet: { ...medians(fleet), ...memory.fleet },
      floor: { ...medians(floor), ...memory.floor },
      sdk: { ...medians(sdk), ...memory.sdk },
    },
    fleetOfFloor,
    sdkOfFloor: ratios([sdk, memory.sdk], [floor, memory.floor]),
    fleetOfSdk,
    bar: barOf(row, fleetOfFloor.requestsPerSecond, fleetOfSdk.requestsPerSecond),
  };
}

function barOf(
  { leastOfFloor, leastOfSdk }: Pick<ThroughputRow, 'leastOfFloor' | 'leastOfSdk'>,
  ofFloor: number,
  ofSdk: number,
): Bar | undefined {
  if (leastOfSdk !== undefined) {
    return { wanted: `requests/s >= ${leastOfSdk} times the official SDK's`, reached: ofSdk >= leastOfSdk };
  }
  if (leastOfFloor === undefined) return undefined;
  return {
    wanted: `requests/s >= ${leastOfFloor.toFixed(2)} of the floor`,
    reached: ofFloor >= leastOfFloor,
  };
}

function medians(slices: readonly Slice[]): Omit<ServerSummary, keyof ServerMemory> {
  const of = (read: (slice: Slice) => number) => median(slices.map(read));
  return {
    requestsPerSecond: of((slice) => slice.requestsPerSecond),
    p50Micros: of((slice) => slice.p50Micros),
    p99Micros: of((slice) => slice.p99Micros),
    serverCpuMicrosPerRequest: of((slice) => slice.serverCpuMicrosPerRequest),
    generatorCpuMicrosPerRequest: of((slice) => slice.generatorCpuMicrosPerRequest),
    generatorShare: of((slice) => slice.generatorShare),
  };
}

type Measured = readonly [slices: readonly Slice[], memory: ServerMemory];

function ratios([measured, memory]: Measured, [reference, referenceMemory]: Measured): ServerRatios {
  const of = (read: (slice: Slice) => number) => medianRatio(measured.map(read), reference.map(read));
  const rates = (slices: readonly Slice[]) => slices.map((slice) => slice.requestsPerSecond);
  return {
    requestsPerSecond: of((slice) => slice.requestsPerSecond),
    spread: relativeSpread(pairedRatios(rates(measured), rates(reference))),
    p50: of((slice) => slice.p50Micros),
    p99: of((slice) => slice.p99Micros),
    serverCpu: of((slice) => slice.serverCpuMicrosPerRequest),
    maxResident: memory.maxResidentBytes / referenceMemory.maxResidentBytes,
    endResident: memory.endResidentBytes / referenceMemory.endResidentBytes,
  };
}
