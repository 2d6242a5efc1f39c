// Measures what a server can do at most, and then how it bears multiples of that. Each step has a process of its own,
// warm but without a past: what one overload leaves behind is not the next one's.
import type { Cores } from '../cores.ts';
import type { ServerCommand, ServerProcess } from '../server-process.ts';
import { withServers } from '../with-servers.ts';
import { doubtOf } from './doubt.ts';
import type { CallerOrder } from './generator/messages.ts';
import { GeneratorProcess } from './generator-process.ts';
import { type LoadMeasurement, measureLoad } from './measure-load.ts';
import { perSecond, type Step, stepOf, unaccounted } from './step.ts';

export interface LadderSettings {
  warmMs: number;
  onsetMs: number;
  measureMs: number;
  /** How often a load is tried before it is given up because the machine was busy. */
  attempts: number;
  /** Whether a load that cannot be believed counts as one that can: for seeing that everything runs. */
  believeAll: boolean;
  /** Connections of each caller that are open from the beginning, and the most: what a balancer might hold. */
  connections: number;
  mostConnections: number;
  cores: Cores | undefined;
  progress(line: string): void;
}

export interface LadderTool {
  name: string;
  /** Clients that keep the tool busy without anybody waiting. */
  clients: number;
  deadlineMs: number;
}

/** The machine was too busy, time and again. */
export class NotMeasurable extends Error {}

const seed = 20_260_728;

/** What the server can do at most: calls a second when so many clients call again and again. */
export async function measureCapacity(
  server: ServerCommand,
  tool: LadderTool,
  settings: LadderSettings,
): Promise<number> {
  const closed: CallerOrder = {
    ...callerOf(tool, settings),
    load: { kind: 'closed', clients: tool.clients },
  };
  const { callers, measureMs } = await measureFresh(server, [closed], {
    ...settings,
    tool,
    what: 'capacity',
  });
  return perSecond(callers[0]?.steady.right ?? 0, measureMs);
}

export async function measureStep(
  server: ServerCommand,
  load: { times: number; perSecond: number },
  { tool, ...settings }: LadderSettings & { tool: LadderTool },
): Promise<Step> {
  const what = `${load.times} x capacity`;
  const callers = [openCaller(tool, load.perSecond, settings)];
  return stepOf(load.times, settings, await measureFresh(server, callers, { ...settings, tool, what }));
}

export interface FreshOptions extends LadderSettings {
  tool: LadderTool;
  what: string;
}

/** One load on a warm process of its own. */
export async function measureFresh(
  command: ServerCommand,
  callers: readonly CallerOrder[],
  options: FreshOptions,
): Promise<LoadMeasurement> {
  const { cores, attempts, believeAll, what } = options;
  let doubt: string | undefined;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const again = doubt === undefined ? '' : ` (again: ${doubt})`;
    options.progress(`${options.tool.name}: ${what}${again}`);
    const measured = await withServers({ server: command }, cores?.server, ({ server }) =>
      measureWarm(server, callers, options),
    );
    doubt = doubtOf(measured);
    if (doubt === undefined || believeAll) return measured;
  }
  throw new NotMeasurable(`${what}: ${doubt}`);
}

async function measureWarm(
  server: ServerProcess,
  callers: readonly CallerOrder[],
  { cores, tool, warmMs, onsetMs, measureMs }: FreshOptions,
): Promise<LoadMeasurement> {
  const generator = new GeneratorProcess(cores?.generator);
  const run = async (orders: readonly CallerOrder[], span: { onsetMs: number; measureMs: number }) => {
    const core = cores?.server;
    const measured = await measureLoad(server, generator, {
      core,
      callers: orders,
      deadlineMs: tool.deadlineMs,
      ...span,
    });
    for (const { onset, steady } of measured.callers) requireAccounted([onset, steady]);
    return measured;
  };
  try {
    const warming = callers.map((caller) => ({
      ...caller,
      load: { kind: 'closed', clients: tool.clients } as const,
    }));
    await run(warming, { onsetMs: 0, measureMs: warmMs });
    return await run(callers, { onsetMs, measureMs });
  } finally {
    generator.close();
  }
}

function requireAccounted(all: readonly Parameters<typeof unaccounted>[0][]): void {
  for (const counts of all) {
    const missing = unaccounted(counts);
    if (missing !== 0) throw new Error(`${missing} of ${counts.offered} calls were not accounted for`);
  }
}

export function openCaller(tool: LadderTool, perSecond: number, settings: LadderSettings): CallerOrder {
  return { ...callerOf(tool, settings), load: { kind: 'open', perSecond, seed } };
}

function callerOf(
  { name }: LadderTool,
  { connections, mostConnections }: LadderSettings,
): Omit<CallerOrder, 'load'> {
  return { name: 'everybody', tool: name, connections, mostConnections };
}
