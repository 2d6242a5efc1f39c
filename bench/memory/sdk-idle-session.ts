// What an idle session costs on a server of the official SDK: one that was opened, used for one call, and left. Behind
// `fromSdk` its server is closed when it is idle, so that the session is what every session of ours is; with the SDK's
// own transports each session keeps a transport and a server.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cores } from '../cores.ts';
import { GeneratorProcess } from '../generator-process.ts';
import { fleetSdkCommand, sdkSessionsCommand } from '../rows.ts';
import type { ServerCommand } from '../server-process.ts';
import { withServers } from '../with-servers.ts';
import type { MemoryOutcome } from './outcome.ts';

/** Enough to be told from what the process itself needs, and no more than the SDK's fit into memory. */
const fleetSessions = 50_000;
const sdkSessions = 5_000;
const idleMs = 1_000;
const mostBytesPerSession = 500;

export interface SdkIdleSessionOptions {
  cores: Cores | undefined;
  connections: number;
}

export async function measureSdkIdleSession(options: SdkIdleSessionOptions): Promise<MemoryOutcome> {
  const env = { BENCH_SDK_IDLE_MS: String(idleMs) };
  const fleet = await bytesPerSession({ ...fleetSdkCommand, env }, fleetSessions, options);
  const sdk = await bytesPerSession(sdkSessionsCommand, sdkSessions, options);
  return {
    lines: [
      `${fleet.toFixed(0)} B resident per idle session behind fromSdk (${fleetSessions} used and left), ` +
        `${sdk.toFixed(0)} B with the SDK's own transports (${sdkSessions})`,
    ],
    values: { fleetResidentBytesPerSession: fleet, sdkResidentBytesPerSession: sdk },
    bar: {
      wanted: `<= ${mostBytesPerSession} B resident per idle session`,
      reached: fleet <= mostBytesPerSession,
    },
  };
}

function bytesPerSession(
  command: ServerCommand,
  sessions: number,
  { cores, connections }: SdkIdleSessionOptions,
): Promise<number> {
  return withServers({ server: command }, cores?.server, async ({ server }) => {
    const generator = new GeneratorProcess(cores?.generator);
    const residentAfter = async (turns: number): Promise<number> => {
      await generator.start({ workload: 'session-use', port: server.port, connections, turns });
      await generator.finished();
      // Until servers that are idle are closed: twice, because they are looked for only now and then.
      await sleep(2 * idleMs);
      return (await server.settledUsage()).residentBytes;
    };
    try {
      const before = await residentAfter(Math.ceil(sessions / 5));
      return ((await residentAfter(sessions)) - before) / sessions;
    } finally {
      generator.close();
    }
  });
}
