// Puts one server under load for one slice, while the others stand idle, and reads every clock at its two ends:
// the generator's own, the server's own, and the CPU time of those that should have done nothing.
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadOrder } from './generator/messages.ts';
import type { GeneratorProcess } from './generator-process.ts';
import type { ServerUsage } from './server-probe.ts';
import type { ServerProcess } from './server-process.ts';
import type { ServerRole, Slice } from './slice.ts';

export interface SliceOrder extends Omit<LoadOrder, 'port' | 'turns'> {
  role: ServerRole;
  durationMs: number;
}

/** Between the start of a load and the first mark, so that opening connections is not measured. */
const rampMs = 100;

export async function measureSlice(
  generator: GeneratorProcess,
  servers: Record<ServerRole, ServerProcess>,
  { role, durationMs, ...load }: SliceOrder,
): Promise<Slice> {
  const server = servers[role];
  const others = Object.values(servers).filter((other) => other !== server);
  const read = () =>
    Promise.all([
      generator.mark(),
      server.usage(),
      Promise.all(others.map((other) => other.usage())),
    ] as const);
  await generator.start({ ...load, port: server.port });
  await sleep(rampMs);
  const [, before, othersBefore] = await read();
  await sleep(durationMs);
  const [interval, after, othersAfter] = await read();
  const { requestCount, parsedCount } = await generator.stop();

  const serverShare = shareOfCore(before, after);
  const requestsPerSecond = (interval.requestCount / interval.wallMs) * 1000;
  return {
    server: role,
    requestCount: interval.requestCount,
    requestsPerSecond,
    p50Micros: interval.p50Micros,
    p99Micros: interval.p99Micros,
    serverCpuMicrosPerRequest: (serverShare * 1_000_000) / requestsPerSecond,
    generatorCpuMicrosPerRequest: interval.cpuMicros / interval.requestCount,
    parsedShare: parsedCount / requestCount,
    serverShare,
    serverWaitShare: (after.coreWaitMicros - before.coreWaitMicros) / ((after.atMs - before.atMs) * 1000),
    generatorShare: interval.cpuMicros / (interval.wallMs * 1000),
    generatorWaitShare: interval.coreWaitMicros / (interval.wallMs * 1000),
    idleServerShare: Math.max(
      0,
      ...othersAfter.map((usage, index) => shareOfCore(othersBefore[index], usage)),
    ),
    residentBytes: after.residentBytes,
  };
}

/** CPU time over wall time, both as the server itself counts them. */
function shareOfCore(before: ServerUsage | undefined, after: ServerUsage): number {
  return before === undefined
    ? 0
    : (after.cpuMicros - before.cpuMicros) / ((after.atMs - before.atMs) * 1000);
}
