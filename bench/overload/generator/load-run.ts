// One load from its first connection to its last answer: when calls are made, when the measured time begins and ends,
// and how busy the generator itself was meanwhile.
import { setTimeout as sleep } from 'node:timers/promises';
import { Caller } from './caller.ts';
import type { LoadOrder, LoadReport } from './messages.ts';
import { Latencies } from './tally.ts';

/** Calls are made this often; how late that makes each is reported as lag. */
const tickMs = 1;

export interface LoadEvents {
  steady(): void;
  over(): void;
}

export async function runLoad(order: LoadOrder, events: LoadEvents): Promise<LoadReport> {
  const { onsetMs, measureMs } = order;
  const lag = new Latencies();
  let startMs = performance.now();
  const elapsedMs = () => performance.now() - startMs;
  const callers = order.callers.map((caller) => new Caller(caller, { ...order, elapsedMs, lag }));
  const tickUntil = async (isOver: () => boolean) => {
    while (!isOver()) {
      for (const caller of callers) {
        caller.offerDue();
        caller.expire();
        caller.closeIdle();
      }
      await sleep(tickMs);
    }
  };
  try {
    for (const caller of callers) await caller.open();
    startMs = performance.now();
    for (const caller of callers) caller.start();
    await tickUntil(() => elapsedMs() >= onsetMs);
    events.steady();
    const cpuBefore = process.cpuUsage();
    const steadyAtMs = elapsedMs();
    await tickUntil(() => elapsedMs() >= onsetMs + measureMs);
    events.over();
    const coreShare = coreShareSince(cpuBefore, elapsedMs() - steadyAtMs);
    await tickUntil(() => callers.every((caller) => caller.isDone));
    const connectionsOpened = callers.reduce((sum, caller) => sum + caller.connectionsOpened, 0);
    return {
      callers: callers.map((caller) => caller.report()),
      generator: { coreShare, lag: lag.quantiles(), connectionsOpened },
    };
  } finally {
    for (const caller of callers) caller.close();
  }
}

function coreShareSince(cpuBefore: NodeJS.CpuUsage, wallMs: number): number {
  const { user, system } = process.cpuUsage(cpuBefore);
  return (user + system) / (wallMs * 1000);
}
