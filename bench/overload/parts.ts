// The parts of `npm run overload`: which servers, which tool, how much of it.
import type { ServerCommand } from '../server-process.ts';
import { type Bar, ladderBars, memoryBars, tenantBars } from './bars.ts';
import type { CallCounts, CallerOrder } from './generator/messages.ts';
import {
  type LadderSettings,
  type LadderTool,
  measureCapacity,
  measureFresh,
  measureStep,
  openCaller,
} from './ladder.ts';
import { deadlineMs, lookupsPerSecond } from './servers/tools.ts';
import type { Step } from './step.ts';

export const partNames = ['waiting', 'computing', 'endurance', 'tenants'] as const;
export type PartName = (typeof partNames)[number];

export interface PartSettings extends LadderSettings {
  /** Multiples of the capacity that are offered. */
  ladder: readonly number[];
  /** How long the greatest load is held for the sake of memory. */
  enduranceMs: number;
}

export type Part = LadderPart | EndurancePart | TenantsPart;

export interface LadderPart {
  kind: 'ladder';
  tool: string;
  deadlineMs: number;
  /** Calls a second that the server answers when it is asked for no more; the ladder's unit is the first one. */
  capacityPerSecond: { fleet: number; sdk: number };
  unloaded: Step;
  fleet: Step[];
  sdk: Step[];
  bars: Bar[];
}

export interface EndurancePart {
  kind: 'endurance';
  tool: string;
  offeredPerSecond: number;
  /** Once a second, and before there was any load to speak of. */
  unloadedResidentBytes: number;
  residentBytes: { fleet: number[]; sdk: number[] };
  bars: Bar[];
}

export interface TenantsPart {
  kind: 'tenants';
  smallPerSecond: number;
  floodPerSecond: number;
  alone: CallCounts;
  besideFlood: CallCounts;
  flood: CallCounts;
  bars: Bar[];
}

const probe = new URL('./answer-probe.ts', import.meta.url).href;
const server = (file: string): ServerCommand => ({
  argv: [`bench/overload/servers/${file}`],
  imports: [probe],
});
const fleet = server('fleet.ts');
const sdk = server('sdk.ts');
const fleetTenants = server('fleet-tenants.ts');

export const serverCommands: readonly ServerCommand[] = [fleet, sdk, fleetTenants];

const tools: Record<'waiting' | 'computing', LadderTool & { mostTimes: number }> = {
  waiting: { name: 'lookup', clients: 100, deadlineMs, mostTimes: 20 },
  computing: { name: 'compute', clients: 8, deadlineMs, mostTimes: 10 },
};

const unloadedTimes = 0.1;
const enduranceTimes = 10;
/** What the small one asks for, of the capacity; the other one sends so many times as much. */
const smallShare = 0.2;
const floodTimes = 20;

export function measurePart(name: PartName, settings: PartSettings): Promise<Part> {
  switch (name) {
    case 'waiting':
    case 'computing':
      return measureLadder(name, settings);
    case 'endurance':
      return measureEndurance(settings);
    case 'tenants':
      return measureTenants(settings);
  }
}

async function measureLadder(name: 'waiting' | 'computing', settings: PartSettings): Promise<LadderPart> {
  const tool = tools[name];
  const capacity = await measureCapacity(fleet, tool, settings);
  const climb = async (command: ServerCommand) => {
    const steps: Step[] = [];
    for (const times of settings.ladder.filter((times) => times <= tool.mostTimes)) {
      steps.push(await measureStep(command, { times, perSecond: times * capacity }, { ...settings, tool }));
    }
    return steps;
  };
  const load = { times: unloadedTimes, perSecond: unloadedTimes * capacity };
  const unloaded = await measureStep(fleet, load, { ...settings, tool });
  const steps = await climb(fleet);
  const capacityOfSdk = await measureCapacity(sdk, tool, settings);
  return {
    kind: 'ladder',
    tool: tool.name,
    deadlineMs,
    capacityPerSecond: { fleet: capacity, sdk: capacityOfSdk },
    unloaded,
    fleet: steps,
    sdk: await climb(sdk),
    // Of work on the very thread that answers, no queue can make less.
    bars: name === 'waiting' ? ladderBars({ deadlineMs, unloaded, steps }) : [],
  };
}

async function measureEndurance({ enduranceMs, ...settings }: PartSettings): Promise<EndurancePart> {
  const tool = tools.waiting;
  const offeredPerSecond = enduranceTimes * lookupsPerSecond;
  const residentBytes = async (command: ServerCommand, perSecond: number, measureMs: number) => {
    const callers = [openCaller(tool, perSecond, settings)];
    const what = `${perSecond} calls/s for ${measureMs} ms`;
    return (await measureFresh(command, callers, { ...settings, measureMs, tool, what })).residentBytes;
  };
  const unloaded = await residentBytes(fleet, unloadedTimes * lookupsPerSecond, settings.measureMs);
  const ofFleet = await residentBytes(fleet, offeredPerSecond, enduranceMs);
  const unloadedResidentBytes = Math.max(...unloaded);
  return {
    kind: 'endurance',
    tool: tool.name,
    offeredPerSecond,
    unloadedResidentBytes,
    residentBytes: { fleet: ofFleet, sdk: await residentBytes(sdk, offeredPerSecond, enduranceMs) },
    bars: memoryBars(unloadedResidentBytes, ofFleet),
  };
}

async function measureTenants(settings: PartSettings): Promise<TenantsPart> {
  const tool = tools.waiting;
  const smallPerSecond = smallShare * lookupsPerSecond;
  const floodPerSecond = floodTimes * smallPerSecond;
  const caller = (name: string, perSecond: number): CallerOrder => ({
    name,
    tool: tool.name,
    credential: `key-${name}`,
    load: { kind: 'open', perSecond, seed: perSecond },
    connections: settings.connections,
    mostConnections: settings.mostConnections,
  });
  const small = caller('small', smallPerSecond);
  const flood = caller('flood', floodPerSecond);
  const measure = async (callers: readonly CallerOrder[], what: string) => {
    const measured = await measureFresh(fleetTenants, callers, { ...settings, tool, what });
    return measured.callers.map(({ steady }) => steady);
  };
  const [alone] = await measure([small], 'the small caller alone');
  const [besideFlood, ofFlood] = await measure([small, flood], 'the small caller beside the flood');
  if (alone === undefined || besideFlood === undefined || ofFlood === undefined)
    throw new Error('Nobody called');
  return {
    kind: 'tenants',
    smallPerSecond,
    floodPerSecond,
    alone,
    besideFlood,
    flood: ofFlood,
    bars: tenantBars(alone, besideFlood),
  };
}
