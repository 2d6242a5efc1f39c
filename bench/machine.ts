// Where and on what a result was measured: without it a number means nothing later.
import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import type { Cores } from './cores.ts';

export interface Machine {
  cpu: string;
  cores: number;
  memoryGb: number;
  os: string;
  node: string;
  /** The cores of server and generator; `null` when they were not pinned. */
  pinned: Cores | null;
  loadBefore: number;
}

export function describeMachine(cores: Cores | undefined): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1e9),
    os: `${platform()} ${release()}`,
    node: process.version,
    pinned: cores ?? null,
    loadBefore: loadavg()[0] ?? 0,
  };
}

/** The commit that was measured, with `-dirty` when the tree differs from it. */
export function currentCommit(directory: string): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    const commit = git('rev-parse', '--short=12', 'HEAD');
    return git('status', '--porcelain') === '' ? commit : `${commit}-dirty`;
  } catch {
    return 'unknown';
  }
}
