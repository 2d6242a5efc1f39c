// Puts one server under one load and reads every clock at the two ends of the measured time: the generator's, the
// server's own, and that of whoever asks for its health meanwhile.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerUsage } from '../server-probe.ts';
import type { ServerProcess } from '../server-process.ts';
import { type AnswerTimes, answerTimesQuestion } from './answer-probe.ts';
import { coreBusyMicros } from './core-time.ts';
import type { CallerReport, GeneratorUsage, LoadOrder } from './generator/messages.ts';
import type { GeneratorProcess } from './generator-process.ts';
import { type HealthReport, HealthWatch } from './health-watch.ts';

const sampleEveryMs = 1000;

export interface LoadMeasurement {
  measureMs: number;
  callers: CallerReport[];
  generator: GeneratorUsage;
  server: ServerShares;
  answerTimes: AnswerTimes;
  health: HealthReport;
  /** Of the server, once a second. */
  residentBytes: number[];
}

export interface ServerShares {
  /** CPU time over wall time. */
  coreShare: number;
  /** What others used of its core; 0 where that cannot be told. */
  foreignShare: number;
  /** The most it has had since it was started. */
  maxResidentBytes: number;
}

export async function measureLoad(
  server: ServerProcess,
  generator: GeneratorProcess,
  { core, ...load }: Omit<LoadOrder, 'port'> & { core: number | undefined },
): Promise<LoadMeasurement> {
  const running = generator.run({ ...load, port: server.port });
  await running.steady;
  const health = new HealthWatch(server.port);
  const before = await readClocks(server, core);
  await server.ask<AnswerTimes>(answerTimesQuestion);
  const residentBytes = await sampleMemory(server, running.over);
  const after = await readClocks(server, core);
  const answerTimes = await server.ask<AnswerTimes>(answerTimesQuestion);
  const { callers, generator: generatorUsage } = await running.done;
  return {
    measureMs: load.measureMs,
    callers,
    generator: generatorUsage,
    server: sharesBetween(before, after),
    answerTimes,
    health: await health.stop(),
    residentBytes,
  };
}

async function sampleMemory(server: ServerProcess, over: Promise<unknown>): Promise<number[]> {
  const samples: number[] = [];
  let isOver = false;
  const noted = over.then(() => {
    isOver = true;
  });
  while (!isOver) {
    await Promise.race([noted, sleep(sampleEveryMs)]);
    samples.push((await server.usage()).residentBytes);
  }
  return samples;
}

interface Clocks extends ServerUsage {
  coreBusyMicros: number | undefined;
}

async function readClocks(server: ServerProcess, core: number | undefined): Promise<Clocks> {
  const usage = await server.usage();
  return { ...usage, coreBusyMicros: core === undefined ? undefined : coreBusyMicros(core) };
}

function sharesBetween(before: Clocks, after: Clocks): ServerShares {
  const wallMicros = (after.atMs - before.atMs) * 1000;
  const cpuMicros = after.cpuMicros - before.cpuMicros;
  const busyMicros = (after.coreBusyMicros ?? Number.NaN) - (before.coreBusyMicros ?? Number.NaN);
  return {
    coreShare: cpuMicros / wallMicros,
    foreignShare: Number.isNaN(busyMicros) ? 0 : Math.max(0, busyMicros - cpuMicros) / wallMicros,
    maxResidentBytes: after.maxResidentBytes,
  };
}
