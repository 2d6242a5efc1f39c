// What our server adds to a bare one, in microseconds of CPU a request: both in this process, by turns, called by the
// same raw client. It says less than the rows of `npm run bench`, but repeats to half a microsecond on a busy machine,
// which is what one needs while optimising. Run: node --conditions=mcp-fleet-source bench/overhead.ts
//   --loads modern-call,session-call,session-lifecycle   which loads (all of them)
//   --node default|off|limits|auth                       protections as they are, none, with rate limits too, with keys
import { parseArgs } from 'node:util';
import { FleetNode, type NodeOptions } from 'mcp-fleet';
import { type Workload, workloads } from './generator/workloads.ts';
import { OverheadClient } from './overhead-client.ts';
import { startOverheadFloor } from './overhead-floor.ts';
import fleet from './servers/fleet.ts';

const requestsPerTurn = 3000;
const warmTurns = 10;
const turns = 60;

const plenty = { perSecond: 1_000_000, burst: 1_000_000 };
const nodes: Record<string, NodeOptions> = {
  default: {},
  off: { admission: false, circuitBreaker: false, maxLoopDelayMs: 0 },
  limits: { rateLimit: { node: plenty, principal: plenty, tool: plenty, address: plenty } },
  auth: {
    auth: {
      verify: (key) => ({ id: key, scopes: [] }),
      issuer: 'https://issuer.example',
      resource: 'https://mcp.example/mcp',
    },
  },
};
const loads: Record<string, Workload> = {
  'modern-call': workloads['modern-call'],
  'session-call': workloads['session-call'],
  'session-lifecycle': workloads['session-lifecycle'],
};

/** The differences of all turns, in microseconds a request, the smallest first. */
async function measure(load: Workload, fleetPort: number, floorPort: number): Promise<number[]> {
  const ours = await OverheadClient.open(fleetPort, load);
  const bare = await OverheadClient.open(floorPort, load);
  for (let turn = 0; turn < warmTurns; turn++) {
    await ours.run(requestsPerTurn);
    await bare.run(requestsPerTurn);
  }
  const differences: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const first = turn % 2 === 0 ? ours : bare;
    const second = first === ours ? bare : ours;
    const a = await first.measure(requestsPerTurn);
    const b = await second.measure(requestsPerTurn);
    differences.push(first === ours ? a - b : b - a);
  }
  ours.close();
  bare.close();
  return differences.sort((x, y) => x - y);
}

const { values } = parseArgs({
  options: { loads: { type: 'string' }, node: { type: 'string', default: 'default' } },
});
const options = nodes[values.node];
if (options === undefined) throw new Error(`--node must be one of ${Object.keys(nodes).join(', ')}`);
const node = new FleetNode(fleet, { port: 0, ...options });
const fleetPort = Number(new URL(await node.start()).port);
const floor = await startOverheadFloor();
for (const name of values.loads?.split(',') ?? Object.keys(loads)) {
  const load = loads[name];
  if (load === undefined) throw new Error(`--loads takes some of ${Object.keys(loads).join(', ')}`);
  const differences = await measure(load, fleetPort, floor.port);
  const [low, median, high] = [0.25, 0.5, 0.75].map((part) =>
    differences[Math.floor(turns * part)]?.toFixed(1),
  );
  console.log(`${name}: ${median} us a request more than a bare server (quartiles ${low} and ${high})`);
}
floor.close();
await node.stop();
