// A Redis Cluster of three primaries, the first of which has a replica that takes over within about a second.

import { until } from '../until.ts';
import { RedisProcess, type RedisProcessOptions } from './redis-process.ts';

const CONFIG = ['cluster-enabled yes', 'cluster-node-timeout 1000', 'cluster-replica-validity-factor 0'];
const RANGES = [
  [0, 5460],
  [5461, 10_922],
  [10_923, 16_383],
] as const;
const GOSSIP_TIMEOUT_MS = 60_000;

export class ClusterGroup {
  readonly primaries: readonly RedisProcess[];
  readonly replica: RedisProcess;

  static async start({ config = [], ...options }: RedisProcessOptions = {}): Promise<ClusterGroup> {
    const servers = await Promise.all(
      [0, 1, 2, 3].map(() => RedisProcess.start({ ...options, config: [...CONFIG, ...config] })),
    );
    const [first, second, third, replica] = servers as [
      RedisProcess,
      RedisProcess,
      RedisProcess,
      RedisProcess,
    ];
    const group = new ClusterGroup([first, second, third], replica);
    await group.#join();
    return group;
  }

  private constructor(primaries: readonly RedisProcess[], replica: RedisProcess) {
    this.primaries = primaries;
    this.replica = replica;
  }

  async #join(): Promise<void> {
    const [first] = this.primaries as [RedisProcess, ...RedisProcess[]];
    for (const [index, primary] of this.primaries.entries()) {
      const [from, to] = RANGES[index] as readonly [number, number];
      await primary.ask(['CLUSTER', 'ADDSLOTSRANGE', String(from), String(to)]);
      // Different from the start, or the primaries would have to agree on who keeps the one they share.
      await primary.ask(['CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1)]);
    }
    for (const server of [...this.primaries.slice(1), this.replica]) {
      await server.ask(['CLUSTER', 'MEET', '127.0.0.1', String(first.port)]);
    }
    const wait = { timeoutMs: GOSSIP_TIMEOUT_MS };
    const all = [...this.primaries, this.replica];
    await until(async () => (await Promise.all(all.map(knownNodes))).every((count) => count === all.length), {
      what: 'the nodes of the cluster to know each other',
      ...wait,
    });
    await this.replica.ask(['CLUSTER', 'REPLICATE', String(await first.ask(['CLUSTER', 'MYID']))]);
    await until(async () => (await Promise.all(all.map(isWhole))).every(Boolean), {
      what: 'the cluster to be whole',
      ...wait,
    });
    await until(
      async () => /master_link_status:up/.test(String(await this.replica.ask(['INFO', 'replication']))),
      {
        what: 'the replica to be in step',
        ...wait,
      },
    );
  }

  get url(): string {
    return `redis+cluster://${this.primaries.map(({ port }) => `127.0.0.1:${port}`).join(',')}`;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.primaries, this.replica].map((server) => server.stop()));
  }
}

async function knownNodes(server: RedisProcess): Promise<number> {
  return String(await server.ask(['CLUSTER', 'NODES']))
    .trim()
    .split('\n')
    .filter((line) => !/handshake/.test(line)).length;
}

async function isWhole(server: RedisProcess): Promise<boolean> {
  return /cluster_state:ok/.test(String(await server.ask(['CLUSTER', 'INFO'])));
}
