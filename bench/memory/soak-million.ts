// Whether memory grows with the number of calls served: resident bytes after a fifth of the calls and after all of them,
// each with all garbage collected.
import type { Cores } from '../cores.ts';
import { GeneratorProcess } from '../generator-process.ts';
import { fleetCommand } from '../rows.ts';
import { withServers } from '../with-servers.ts';
import type { MemoryOutcome } from './outcome.ts';

const mostGrowth = 0.05;

export interface SoakOptions {
  cores: Cores | undefined;
  calls: number;
  connections: number;
}

export function measureSoak({ cores, calls, connections }: SoakOptions): Promise<MemoryOutcome> {
  return withServers({ fleet: fleetCommand }, cores?.server, async ({ fleet }) => {
    const generator = new GeneratorProcess(cores?.generator);
    const residentAfter = async (turns: number): Promise<number> => {
      await generator.start({ workload: 'modern-call', port: fleet.port, connections, turns });
      await generator.finished();
      return (await fleet.settledUsage()).residentBytes;
    };
    try {
      const earlyCalls = Math.floor(calls / 5);
      const early = await residentAfter(earlyCalls);
      const late = await residentAfter(calls - earlyCalls);
      const growth = late / early - 1;
      const before = `${mb(early)} MB resident after ${earlyCalls} calls`;
      return {
        lines: [`${before}, ${mb(late)} MB after ${calls} (${(growth * 100).toFixed(1)} %)`],
        values: { calls, earlyResidentBytes: early, lateResidentBytes: late, growth },
        bar: { wanted: 'resident memory grows by less than 5 %', reached: growth < mostGrowth },
      };
    } finally {
      generator.close();
    }
  });
}

function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
