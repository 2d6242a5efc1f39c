// Whether memory grows with the number of calls served: resident bytes after a fifth of the calls and after all of them,
// each with all garbage collected.
import type { Cores } from '../cores.ts';
import { GeneratorProcess } from '../generator-process.ts';
import { fleetCommand } from '../rows.ts';
import { ServerProcess } from '../server-process.ts';
import type { MemoryOutcome } from './outcome.ts';

const mostGrowth = 0.05;
const bytesPerMb = 1_000_000;

export interface SoakOptions {
  cores: Cores | undefined;
  calls: number;
  connections: number;
}

export async function measureSoak({ cores, calls, connections }: SoakOptions): Promise<MemoryOutcome> {
  const server = await ServerProcess.start('fleet', fleetCommand, cores?.server);
  const generator = new GeneratorProcess(cores?.generator);
  const call = async (turns: number): Promise<number> => {
    await generator.start({ workload: 'modern-call', port: server.port, connections, turns });
    await generator.finished();
    return (await server.settledUsage()).residentBytes;
  };
  try {
    const firstCalls = Math.floor(calls / 5);
    const early = await call(firstCalls);
    const late = await call(calls - firstCalls);
    const growth = late / early - 1;
    const mb = (bytes: number) => (bytes / bytesPerMb).toFixed(1);
    return {
      lines: [
        `${mb(early)} MB resident after ${firstCalls} calls, ${mb(late)} MB after ${calls} (${(growth * 100).toFixed(1)} %)`,
      ],
      values: { calls, earlyResidentBytes: early, lateResidentBytes: late, growth },
      bar: { wanted: 'resident memory grows by less than 5 %', reached: growth < mostGrowth },
    };
  } finally {
    generator.close();
    await server.stop();
  }
}
