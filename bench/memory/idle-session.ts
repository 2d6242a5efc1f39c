// What an idle session costs: resident bytes per session of 2025-11-25, from two marks with all garbage collected.
// The first mark is set after a twentieth as many, so that what the process needs once is not counted, but what it
// keeps only for its first sessions (caches of bounded size) mostly is.
import type { Cores } from '../cores.ts';
import { GeneratorProcess } from '../generator-process.ts';
import { fleetCommand } from '../rows.ts';
import { withServers } from '../with-servers.ts';
import type { MemoryOutcome } from './outcome.ts';

const sessions = 100_000;
const mostBytesPerSession = 300;

export interface IdleSessionOptions {
  cores: Cores | undefined;
  connections: number;
}

export function measureIdleSession({ cores, connections }: IdleSessionOptions): Promise<MemoryOutcome> {
  return withServers({ fleet: fleetCommand }, cores?.server, async ({ fleet }) => {
    const generator = new GeneratorProcess(cores?.generator);
    const open = async (turns: number): Promise<void> => {
      await generator.start({ workload: 'session-open', port: fleet.port, connections, turns });
      await generator.finished();
    };
    try {
      await open(Math.ceil(sessions / 20));
      const before = await fleet.settledUsage();
      await open(sessions);
      const after = await fleet.settledUsage();
      return outcome({
        resident: (after.residentBytes - before.residentBytes) / sessions,
        heap: (after.heapUsedBytes - before.heapUsedBytes) / sessions,
      });
    } finally {
      generator.close();
    }
  });
}

function outcome(bytes: { resident: number; heap: number }): MemoryOutcome {
  const resident = `${bytes.resident.toFixed(0)} B resident`;
  const heap = `${bytes.heap.toFixed(0)} B of heap`;
  return {
    lines: [`${resident}, ${heap} per idle session (${sessions} opened)`],
    values: { sessions, residentBytesPerSession: bytes.resident, heapBytesPerSession: bytes.heap },
    bar: {
      wanted: `<= ${mostBytesPerSession} B resident per idle session`,
      reached: bytes.resident <= mostBytesPerSession,
    },
  };
}
