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
  /** Answers that the generator had to parse, because they did not equal the bytes it expected. */
  parsedShare: number;
  /** CPU time over wall time: 1 is a whole core. */
  serverShare: number;
  /** Time for which the server could have run but its core ran something else. */
  serverWaitShare: number;
  generatorShare: number;
  /** The same for the generator. */
  generatorWaitShare: number;
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
    const waitShare = Math.max(slice.serverWaitShare, slice.generatorWaitShare);
    return waitShare > mostWaitShare ? 'the machine is busy' : 'server not saturated';
  }
  return slice.idleServerShare > mostIdleShare ? 'another server was not idle' : undefined;
}

/** The numbers behind a doubt, for the reader who has to act on it. */
export function explain(slice: Slice): string {
  const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
  return (
    `${slice.server}: generator at ${percent(slice.generatorShare)} of its core (at most 80 %), ` +
    `server at ${percent(slice.serverShare)} of its own (at least 95 %), ` +
    `servers not measured at ${percent(slice.idleServerShare)} (at most 5 %); ` +
    `other processes held the server's core for ${percent(slice.serverWaitShare)} of the time, ` +
    `the generator's for ${percent(slice.generatorWaitShare)}`
  );
}
