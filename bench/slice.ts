// One slice: one server under load for a fraction of a second, and the rules that say whether it may be believed.

export type ServerRole = 'fleet' | 'floor' | 'sdk';

export interface Slice {
  server: ServerRole;
  requestCount: number;
  requestsPerSecond: number;
  p50Micros: number;
  p99Micros: number;
  serverCpuMicrosPerRequest: number;
  generatorCpuMicrosPerRequest: number;
  /** CPU time over wall time: 1 is a whole core. */
  serverShare: number;
  /** Time for which the server could have run but its core ran something else. */
  serverWaitShare: number;
  generatorShare: number;
  /** The largest share of a core that a server used while it was not measured. */
  idleServerShare: number;
  residentBytes: number;
}

const mostGeneratorShare = 0.8;
const leastServerShare = 0.95;
const mostIdleShare = 0.05;
/** More waiting than this is not the server's own garbage collector. */
const mostWaitShare = 0.05;

export type Doubt =
  | 'generator-bound'
  | 'server not saturated'
  | 'the machine is busy'
  | 'another server was not idle'
  | 'no answers';

/** Why a slice says nothing about its server; `undefined` when it does. */
export function doubtOf(slice: Slice): Doubt | undefined {
  if (slice.requestCount === 0) return 'no answers';
  if (slice.generatorShare > mostGeneratorShare) return 'generator-bound';
  if (slice.serverShare < leastServerShare) {
    return slice.serverWaitShare > mostWaitShare ? 'the machine is busy' : 'server not saturated';
  }
  return slice.idleServerShare > mostIdleShare ? 'another server was not idle' : undefined;
}

/** The numbers behind a doubt, for the reader who has to act on it. */
export function explain(slice: Slice): string {
  const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
  return (
    `${slice.server}: generator at ${percent(slice.generatorShare)} of its core (at most 80 %), ` +
    `server at ${percent(slice.serverShare)} of its own (at least 95 %, ${percent(slice.serverWaitShare)} taken by others), ` +
    `servers not measured at ${percent(slice.idleServerShare)} (at most 5 %)`
  );
}
