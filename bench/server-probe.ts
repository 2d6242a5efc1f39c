// Loaded into every measured server with `--import`: answers the bench over IPC with what only the process itself knows
// exactly (its CPU time, its resident memory), forces garbage collection and records CPU profiles.
// It costs the server nothing while no question is asked.
import { writeFile } from 'node:fs/promises';
import type { Session } from 'node:inspector/promises';
import { flushCompileCache } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { coreWaitMicros } from './core-wait.ts';

export type ProbeQuestion =
  | { probe: 'usage' }
  | { probe: 'settled' }
  | { probe: 'save-compile-cache' }
  | { probe: 'profile-start' }
  | { probe: 'profile-stop'; file: string };

export interface ServerUsage {
  /** Of the whole process, all threads. */
  cpuMicros: number;
  /** Time for which it could have run but its core ran something else. */
  coreWaitMicros: number;
  /** Monotonic clock at the moment of the answer. */
  atMs: number;
  residentBytes: number;
  maxResidentBytes: number;
  heapUsedBytes: number;
  /** Kinds of what keeps the process alive: sockets, timers, requests of the file system. */
  activeResources: string[];
}

let profiler: Session | undefined;

if (isMainThread && process.channel !== undefined) {
  process.on('message', (question: ProbeQuestion) => void answer(question));
  process.on('disconnect', () => process.exit());
  process.channel.unref();
}

async function answer(question: ProbeQuestion): Promise<void> {
  switch (question.probe) {
    case 'usage':
      break;
    case 'settled':
      await collectGarbage();
      break;
    case 'save-compile-cache':
      flushCompileCache();
      break;
    case 'profile-start':
      await startProfile();
      break;
    case 'profile-stop':
      await writeProfile(question.file);
      break;
    default:
      return;
  }
  process.send?.(usage());
}

/** The inspector is loaded only here: it would add to the memory that is measured. */
async function startProfile(): Promise<void> {
  const inspector = await import('node:inspector/promises');
  profiler = new inspector.Session();
  profiler.connect();
  await profiler.post('Profiler.enable');
  await profiler.post('Profiler.setSamplingInterval', { interval: 500 });
  await profiler.post('Profiler.start');
}

async function writeProfile(file: string): Promise<void> {
  const stopped = await profiler?.post('Profiler.stop');
  profiler?.disconnect();
  await writeFile(file, JSON.stringify(stopped?.profile));
}

function usage(): ServerUsage {
  const cpu = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  return {
    cpuMicros: cpu.user + cpu.system,
    coreWaitMicros: coreWaitMicros(),
    atMs: performance.timeOrigin + performance.now(),
    residentBytes: rss,
    maxResidentBytes: process.resourceUsage().maxRSS * 1024,
    heapUsedBytes: heapUsed,
    activeResources: process.getActiveResourcesInfo(),
  };
}

/** Collects until nothing more is freed, with pauses in which finalizers and page releases can run. */
async function collectGarbage(): Promise<void> {
  if (globalThis.gc === undefined) throw new Error('Start the server with --expose-gc');
  for (let round = 0; round < 4; round++) {
    globalThis.gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
