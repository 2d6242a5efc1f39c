// How long this process was kept waiting for its core: the sign that something else runs there.
import { readFileSync } from 'node:fs';

/**
 * Microseconds for which the main thread was ready to run and did not: the second number of Linux's `schedstat`, which
 * counts nanoseconds. 0 on systems that do not tell.
 */
export function coreWaitMicros(): number {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'latin1').split(' ')[1]) / 1000;
  } catch {
    return 0;
  }
}
