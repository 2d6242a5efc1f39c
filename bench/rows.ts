// The rows of the bench: what is measured, against which floor, and the bar that our server must reach.
import type { WorkloadName } from './generator/workloads.ts';
import { listedToolCount } from './generator/workloads.ts';
import type { ServerCommand } from './server-process.ts';
import type { ServerRole } from './slice.ts';

export interface ThroughputRow {
  name: string;
  /** What the generator sends. */
  workload: WorkloadName;
  summary: string;
  servers: Record<ServerRole, ServerCommand>;
  /** The least requests per second of ours, as a share of the floor's; without it the row is only reported. */
  leastOfFloor?: number;
  /** The same as a multiple of the official SDK's. */
  leastOfSdk?: number;
  /** What the results call the servers. @defaultValue 'fleet', 'floor' and 'sdk v2' */
  labels?: Partial<Record<ServerRole, string>>;
}

/** Our server as users start it: through the command, with all its protections on. */
export const fleetCommand: ServerCommand = {
  argv: ['src/cli/main.ts', 'serve', 'bench/servers/fleet.ts', '--port', '0'],
};

/** A server of the official SDK behind `fromSdk`. */
export const fleetSdkCommand: ServerCommand = {
  argv: ['src/cli/main.ts', 'serve', 'bench/servers/fleet-sdk.ts', '--port', '0'],
};

/** Our server with everything on that may stand in front of a tool. */
const protectedCommand: ServerCommand = { argv: ['bench/servers/fleet-protected.ts'] };

/** The SDK with one transport a session. */
export const sdkSessionsCommand: ServerCommand = { argv: ['bench/servers/sdk-v2-sessions.ts'] };

/** The floor of `idle-stream`. */
export const streamFloorCommand: ServerCommand = { argv: ['bench/servers/floor-stream.ts'] };

const listEnv = { BENCH_TOOL_COUNT: String(listedToolCount) };

export const throughputRows: ThroughputRow[] = [
  {
    name: 'modern-call',
    workload: 'modern-call',
    summary: 'tools/call of an echo, 2026-07-28',
    servers: servers('floor-echo.ts', 'sdk-v2.ts'),
    leastOfFloor: 0.85,
  },
  {
    name: 'session-call',
    workload: 'session-call',
    summary: 'tools/call of an echo in a session of 2025-11-25',
    servers: servers('floor-session-echo.ts', 'sdk-v2-sessions.ts'),
    leastOfFloor: 0.8,
  },
  {
    name: 'tools-list',
    workload: 'tools-list',
    summary: `tools/list of ${listedToolCount} tools, 2026-07-28`,
    servers: servers('floor-list.ts', 'sdk-v2.ts', listEnv),
    leastOfFloor: 1.2,
  },
  {
    name: 'sse-call',
    workload: 'sse-call',
    summary: 'tools/call with three progress notifications over SSE, 2026-07-28',
    servers: servers('floor-sse.ts', 'sdk-v2.ts'),
  },
  {
    name: 'session-lifecycle',
    workload: 'session-lifecycle',
    summary: 'initialize, one tools/call, DELETE; each counts as a request',
    servers: servers('floor-lifecycle.ts', 'sdk-v2-sessions.ts'),
    leastOfFloor: 0.6,
  },
  {
    name: 'protected-call',
    workload: 'authorized-call',
    summary: 'tools/call of an echo with an access token, every protection on, 2026-07-28',
    servers: { ...servers('floor-echo.ts', 'sdk-v2.ts'), fleet: protectedCommand },
    leastOfFloor: 0.85,
  },
  {
    name: 'layers',
    workload: 'modern-call',
    summary:
      'tools/call of an echo, 2026-07-28: every layer in front of tools on, against our own server with none',
    servers: {
      ...servers('floor-echo.ts', 'sdk-v2.ts'),
      fleet: { ...protectedCommand, env: { BENCH_PROTECTIONS: 'layers' } },
      floor: { ...protectedCommand, env: { BENCH_PROTECTIONS: 'off' } },
    },
    leastOfFloor: 0.95,
    labels: { fleet: 'on', floor: 'off' },
  },
  {
    name: 'protections',
    workload: 'authorized-call',
    summary: 'the same with an access token: every protection on against none',
    servers: {
      ...servers('floor-echo.ts', 'sdk-v2.ts'),
      fleet: protectedCommand,
      floor: { ...protectedCommand, env: { BENCH_PROTECTIONS: 'off' } },
    },
    leastOfFloor: 0.95,
    labels: { fleet: 'on', floor: 'off' },
  },
  {
    name: 'sdk-modern-call',
    workload: 'modern-call',
    summary: 'tools/call of an echo on a server of SDK v2, 2026-07-28: fromSdk against createMcpHandler',
    servers: { ...servers('floor-echo.ts', 'sdk-v2.ts'), fleet: fleetSdkCommand },
    leastOfSdk: 4,
  },
  {
    name: 'sdk-session-call',
    workload: 'session-call',
    summary: 'the same in a session of 2025-11-25: fromSdk against one transport a session',
    servers: { ...servers('floor-session-echo.ts', 'sdk-v2-sessions.ts'), fleet: fleetSdkCommand },
    leastOfSdk: 3,
  },
];

export const memoryRowNames = [
  'idle-session',
  'idle-stream',
  'cold-start',
  'soak-million',
  'sdk-idle-session',
  'sdk-soak',
] as const;

/** The commands of all servers that these rows start. */
export function commandsOf(rows: readonly string[]): ServerCommand[] {
  const compared = throughputRows
    .filter(({ name }) => rows.includes(name))
    .flatMap((row) => Object.values(row.servers));
  return [...compared, fleetCommand, fleetSdkCommand, streamFloorCommand];
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
