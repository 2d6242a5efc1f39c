// What an open stream on which nothing happens costs: the GET stream of a session, and `subscriptions/listen`, beside a
// bare `node:http` stream. The first mark is set when half as many are open already: up to there the process itself grows
// by some megabytes, and from there each stream costs the same.
import { fleetCommand, streamFloorCommand } from '../rows.ts';
import type { ServerCommand } from '../server-process.ts';
import { withServers } from '../with-servers.ts';
import { type DescribeStream, HeldStreams, type StreamRequest } from './held-streams.ts';
import { modernRequest, openSession } from './mcp-requests.ts';
import type { MemoryOutcome } from './outcome.ts';

const streams = 2_000;
const mostKbPerStream = 16;
const bytesPerKb = 1000;

export async function measureIdleStream(core: number | undefined): Promise<MemoryOutcome> {
  const floorKb = await kbPerStream(core, streamFloorCommand, () => ({ method: 'GET', headers: {} }));
  const sessionKb = await kbPerStream(core, fleetCommand, sessionStream);
  const listenKb = await kbPerStream(core, fleetCommand, listenStream);
  return {
    lines: [
      `${sessionKb.toFixed(1)} KB per GET stream of a session, ${listenKb.toFixed(1)} KB per subscriptions/listen, ` +
        `${floorKb.toFixed(1)} KB per bare node:http stream (${streams} opened)`,
    ],
    values: {
      streams,
      residentKbPerSessionStream: sessionKb,
      residentKbPerListenStream: listenKb,
      residentKbPerBareStream: floorKb,
    },
    bar: {
      wanted: `<= ${mostKbPerStream} KB resident per idle stream of either kind`,
      reached: Math.max(sessionKb, listenKb) <= mostKbPerStream,
    },
  };
}

async function sessionStream(port: number): Promise<StreamRequest> {
  return { method: 'GET', headers: { ...(await openSession(port)), accept: 'text/event-stream' } };
}

function listenStream(): StreamRequest {
  const params = { notifications: { toolsListChanged: true } };
  const firstText = 'notifications/subscriptions/acknowledged';
  return { method: 'POST', ...modernRequest('subscriptions/listen', params), firstText };
}

function kbPerStream(
  core: number | undefined,
  command: ServerCommand,
  describe: DescribeStream,
): Promise<number> {
  return withServers({ server: command }, core, async ({ server }) => {
    const held = new HeldStreams(server.port);
    try {
      await held.open(Math.ceil(streams / 2), describe);
      const before = await server.settledUsage();
      await held.open(streams, describe);
      const after = await server.settledUsage();
      return (after.residentBytes - before.residentBytes) / streams / bytesPerKb;
    } finally {
      held.close();
    }
  });
}
