// Whether a server of the official SDK that is kept for all calls wears out: resident memory and CPU time per call,
// early and late in a hundred thousand calls through one `McpServer` behind `fromSdk`.
import type { Cores } from '../cores.ts';
import { GeneratorProcess } from '../generator-process.ts';
import { fleetSdkCommand } from '../rows.ts';
import { withServers } from '../with-servers.ts';
import type { MemoryOutcome } from './outcome.ts';

const calls = 100_000;
const mostGrowth = 0.05;
/** CPU time swings more than memory. */
const mostSlower = 0.15;

export interface SdkSoakOptions {
  cores: Cores | undefined;
  connections: number;
}

interface Reading {
  residentBytes: number;
  cpuMicrosPerCall: number;
}

export function measureSdkSoak({ cores, connections }: SdkSoakOptions): Promise<MemoryOutcome> {
  return withServers({ fleet: fleetSdkCommand }, cores?.server, async ({ fleet }) => {
    const generator = new GeneratorProcess(cores?.generator);
    const fifth = async (): Promise<Reading> => {
      const before = await fleet.usage();
      await generator.start({ workload: 'modern-call', port: fleet.port, connections, turns: calls / 5 });
      await generator.finished();
      const after = await fleet.usage();
      const { residentBytes } = await fleet.settledUsage();
      return { residentBytes, cpuMicrosPerCall: (after.cpuMicros - before.cpuMicros) / (calls / 5) };
    };
    try {
      // The first fifth is for the compiler of the engine.
      await fifth();
      const early = await fifth();
      await fifth();
      await fifth();
      return outcome(early, await fifth());
    } finally {
      generator.close();
    }
  });
}

function outcome(early: Reading, late: Reading): MemoryOutcome {
  const growth = late.residentBytes / early.residentBytes - 1;
  const slower = late.cpuMicrosPerCall / early.cpuMicrosPerCall - 1;
  const told = ({ residentBytes, cpuMicrosPerCall }: Reading): string =>
    `${(residentBytes / 1e6).toFixed(1)} MB resident, ${cpuMicrosPerCall.toFixed(1)} us of CPU per call`;
  return {
    lines: [`after 40,000 calls: ${told(early)}`, `after 100,000 calls: ${told(late)}`],
    values: {
      calls,
      earlyResidentBytes: early.residentBytes,
      lateResidentBytes: late.residentBytes,
      earlyCpuMicrosPerCall: early.cpuMicrosPerCall,
      lateCpuMicrosPerCall: late.cpuMicrosPerCall,
    },
    bar: {
      wanted: 'memory grows by less than 5 %, CPU time per call by less than 15 %',
      reached: growth < mostGrowth && slower < mostSlower,
    },
  };
}
