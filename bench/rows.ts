// The rows of the bench: what is measured, against which floor, and the bar that our server must reach.
import type { WorkloadName } from './generator/workloads.ts';
import { listedToolCount } from './generator/workloads.ts';
import type { ServerCommand } from './server-process.ts';
import type { ServerRole } from './slice.ts';

export interface ThroughputRow {
  name: WorkloadName;
  summary: string;
  servers: Record<ServerRole, ServerCommand>;
  /** The least requests per second of ours, as a share of the floor's; without it the row is only reported. */
  leastOfFloor?: number;
}

/** Our server as users start it: through the command, with all its protections on. */
export const fleetCommand: ServerCommand = {
  argv: ['src/cli/main.ts', 'serve', 'bench/servers/fleet.ts', '--port', '0'],
};

/** The floor of `idle-stream`. */
export const streamFloorCommand: ServerCommand = { argv: ['bench/servers/floor-stream.ts'] };

const listEnv = { BENCH_TOOL_COUNT: String(listedToolCount) };

export const throughputRows: ThroughputRow[] = [
  {
    name: 'modern-call',
    summary: 'tools/call of an echo, 2026-07-28',
    servers: servers('floor-echo.ts', 'sdk-v2.ts'),
    leastOfFloor: 0.85,
  },
  {
    name: 'session-call',
    summary: 'tools/call of an echo in a session of 2025-11-25',
    servers: servers('floor-session-echo.ts', 'sdk-v2-sessions.ts'),
    leastOfFloor: 0.8,
  },
  {
    name: 'tools-list',
    summary: `tools/list of ${listedToolCount} tools, 2026-07-28`,
    servers: servers('floor-list.ts', 'sdk-v2.ts', listEnv),
    leastOfFloor: 1.2,
  },
  {
    name: 'sse-call',
    summary: 'tools/call with three progress notifications over SSE, 2026-07-28',
    servers: servers('floor-sse.ts', 'sdk-v2.ts'),
  },
  {
    name: 'session-lifecycle',
    summary: 'initialize, one tools/call, DELETE; each counts as a request',
    servers: servers('floor-lifecycle.ts', 'sdk-v2-sessions.ts'),
    leastOfFloor: 0.6,
  },
];

export const memoryRowNames = ['idle-session', 'idle-stream', 'cold-start', 'soak-million'] as const;

export type MemoryRowName = (typeof memoryRowNames)[number];

/** The commands of all servers that these rows start. */
export function commandsOf(rows: readonly string[]): ServerCommand[] {
  const compared = throughputRows
    .filter(({ name }) => rows.includes(name))
    .flatMap((row) => Object.values(row.servers));
  return [...compared, fleetCommand, streamFloorCommand];
}

function servers(
  floor: string,
  sdk: string,
  env: Record<string, string> = {},
): Record<ServerRole, ServerCommand> {
  return {
    fleet: { ...fleetCommand, env },
    floor: { argv: [`bench/servers/${floor}`], env },
    sdk: { argv: [`bench/servers/${sdk}`], env },
  };
}
