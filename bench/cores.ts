// Which core runs the servers and which the load generator. Pinning is done with `taskset`, so only on Linux; elsewhere
// the bench runs unpinned and says so, because then the scheduler decides a part of the result.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Cores {
  server: number;
  generator: number;
}

/** Two cores this process may use, not siblings of one physical core where that can be had; `undefined` without `taskset`. */
export function chooseCores(): Cores | undefined {
  const allowed = allowedCores();
  const [server] = allowed;
  if (server === undefined) return undefined;
  const siblings = siblingsOf(server);
  const others = allowed.filter((core) => core !== server);
  const generator = others.find((core) => !siblings.includes(core)) ?? others[0];
  if (generator === undefined)
    throw new Error('The bench needs two cores: one for the server, one for the generator');
  return { server, generator };
}

/** The command that runs `argv` on one core. */
export function pinned(
  core: number | undefined,
  argv: readonly string[],
): { command: string; args: string[] } {
  const [command = '', ...args] = core === undefined ? argv : ['taskset', '-c', String(core), ...argv];
  return { command, args };
}

/** `0-2,5` means 0, 1, 2 and 5. */
export function parseCoreList(list: string): number[] {
  return list
    .trim()
    .split(',')
    .filter((range) => range !== '')
    .flatMap((range) => {
      const [first = Number.NaN, last = first] = range.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
    });
}

function allowedCores(): number[] {
  if (process.platform !== 'linux') return [];
  try {
    const output = execFileSync('taskset', ['-pc', String(process.pid)], { encoding: 'utf8' });
    return parseCoreList(output.slice(output.lastIndexOf(':') + 1));
  } catch {
    return [];
  }
}

function siblingsOf(core: number): number[] {
  try {
    return parseCoreList(
      readFileSync(`/sys/devices/system/cpu/cpu${core}/topology/thread_siblings_list`, 'utf8'),
    );
  } catch {
    return [core];
  }
}
