// How busy a core was, whoever it was: from Linux's /proc/stat, which counts in hundredths of a second.
import { readFileSync } from 'node:fs';

const microsPerTick = 10_000;
/** Of the line of a core: user, nice, system, (idle, iowait), irq, softirq, steal. */
const busyFields = [0, 1, 2, 5, 6, 7];

/** Microseconds since the machine started for which the core was not idle; `undefined` where the system does not tell. */
export function coreBusyMicros(core: number): number | undefined {
  try {
    return busyMicros(readFileSync('/proc/stat', 'latin1'), core);
  } catch {
    return undefined;
  }
}

/** @param stat the text of /proc/stat */
export function busyMicros(stat: string, core: number): number | undefined {
  const line = stat.split('\n').find((text) => text.startsWith(`cpu${core} `));
  const fields = line?.split(' ').slice(1).map(Number);
  return fields && busyFields.reduce((sum, field) => sum + (fields[field] ?? 0), 0) * microsPerTick;
}
