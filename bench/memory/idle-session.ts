// What an idle session costs: resident bytes per session of 2025-11-25, from two marks with all garbage collected.
// The first mark is set after a fifth of the sessions, so that what grows only once is not counted.
import type { Cores } from '../cores.ts';
import type { WorkloadName } from '../generator/workloads.ts';
import { GeneratorProcess } from '../generator-process.ts';
import { fleetCommand } from '../rows.ts';
import { ServerProcess } from '../server-process.ts';
import type { MemoryOutcome } from './outcome.ts';

const mostBytesPerSession = 300;

export interface IdleSessionOptions {
  cores: Cores | undefined;
  sessions: number;
  connections: number;
}

export async function measureIdleSession({
  cores,
  sessions,
  connections,
}: IdleSessionOptions): Promise<MemoryOutcome> {
  const server = await ServerProcess.start('fleet', fleetCommand, cores?.server);
  const generator = new GeneratorProcess(cores?.generator);
  const open = async (turns: number): Promise<void> => {
    const workload: WorkloadName = 'session-open';
    await generator.start({ workload, port: server.port, connections, turns });
    await generator.finished();
  };
  try {
    await open(Math.ceil(sessions / 5));
    const before = await server.settledUsage();
    await open(sessions);
    const after = await server.settledUsage();
    const residentBytes = (after.residentBytes - before.residentBytes) / sessions;
    const heapBytes = (after.heapUsedBytes - before.heapUsedBytes) / sessions;
    return {
      lines: [
        `${residentBytes.toFixed(0)} B resident, ${heapBytes.toFixed(0)} B of heap per idle session (${sessions} opened)`,
      ],
      values: { sessions, residentBytesPerSession: residentBytes, heapBytesPerSession: heapBytes },
      bar: {
        wanted: `<= ${mostBytesPerSession} B resident per idle session`,
        reached: residentBytes <= mostBytesPerSession,
      },
    };
  } finally {
    generator.close();
    await server.stop();
  }
}
