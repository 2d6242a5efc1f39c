// Runs one of the rows about memory and start-up.
import type { Cores } from '../cores.ts';
import type { BenchOptions, RowName } from '../options.ts';
import { measureColdStart } from './cold-start.ts';
import { measureIdleSession } from './idle-session.ts';
import { measureIdleStream } from './idle-stream.ts';
import type { MemoryOutcome } from './outcome.ts';
import { measureSdkIdleSession } from './sdk-idle-session.ts';
import { measureSdkSoak } from './sdk-soak.ts';
import { measureSoak } from './soak-million.ts';

export function measureMemoryRow(
  name: RowName,
  options: BenchOptions,
  cores: Cores | undefined,
): Promise<MemoryOutcome> {
  switch (name) {
    case 'idle-session':
      return measureIdleSession({ ...options, cores });
    case 'idle-stream':
      return measureIdleStream(cores?.server);
    case 'cold-start':
      return measureColdStart(options.starts);
    case 'sdk-idle-session':
      return measureSdkIdleSession({ ...options, cores });
    case 'sdk-soak':
      return measureSdkSoak({ ...options, cores });
    case 'soak-million':
      return measureSoak({ ...options, cores });
    default:
      throw new Error(`"${name}" is not a row about memory`);
  }
}
