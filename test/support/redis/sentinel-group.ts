// A primary with replicas, watched by three sentinels that agree within a second that it is gone.

import { until } from '../until.ts';
import { RedisProcess } from './redis-process.ts';

const PRIMARY_NAME = 'main';
const QUORUM = 2;
/** Elections are drawn by lot, and may have to be held again. */
const FAILOVER_TIMEOUT_MS = 60_000;

type Facts = Readonly<Record<string, string>>;

export class SentinelGroup {
  readonly #sentinels: readonly RedisProcess[];
  readonly #servers: readonly RedisProcess[];

  /** @param sentinelConfig further lines of the sentinels' configuration */
  static async start({ sentinelConfig = [] as readonly string[] } = {}): Promise<SentinelGroup> {
    const primary = await RedisProcess.start();
    const replica = await RedisProcess.start({ config: [`replicaof 127.0.0.1 ${primary.port}`] });
    const config = [
      `sentinel monitor ${PRIMARY_NAME} 127.0.0.1 ${primary.port} ${QUORUM}`,
      `sentinel down-after-milliseconds ${PRIMARY_NAME} 500`,
      `sentinel failover-timeout ${PRIMARY_NAME} 3000`,
      ...sentinelConfig,
    ];
    const sentinels = await Promise.all(
      [1, 2, 3].map(() => RedisProcess.start({ isSentinel: true, config })),
    );
    const group = new SentinelGroup(sentinels, [primary, replica]);
    await until(() => group.#isWhole(), {
      what: 'the sentinels to know it all',
      timeoutMs: FAILOVER_TIMEOUT_MS,
    });
    return group;
  }

  private constructor(sentinels: readonly RedisProcess[], servers: readonly RedisProcess[]) {
    this.#sentinels = sentinels;
    this.#servers = servers;
  }

  /** Each sentinel knows both others and the replica, which is in step. */
  async #isWhole(): Promise<boolean> {
    const ask = (question: string) =>
      Promise.all(this.#sentinels.map((sentinel) => sentinel.ask(['SENTINEL', question, PRIMARY_NAME])));
    const [replicas, peers] = (await Promise.all([ask('REPLICAS'), ask('SENTINELS')])) as Facts[][][];
    const isInStep = replicas?.every(([replica]) => replica?.['master-link-status'] === 'ok');
    return isInStep === true && peers?.every((known) => known.length === this.#sentinels.length - 1) === true;
  }

  get url(): string {
    return `redis+sentinel://${this.#sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',')}/${PRIMARY_NAME}`;
  }

  /** The server that the first sentinel alive takes for the primary. */
  async primary(): Promise<RedisProcess> {
    for (const sentinel of this.#sentinels) {
      const reply = await sentinel
        .ask(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', PRIMARY_NAME])
        .catch(() => undefined);
      const port = Number((reply as string[] | undefined)?.[1]);
      const server = this.#servers.find((one) => one.port === port);
      if (server !== undefined) return server;
    }
    throw new Error('no sentinel knows a primary of this group');
  }

  get sentinels(): readonly RedisProcess[] {
    return this.#sentinels;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#sentinels, ...this.#servers].map((server) => server.stop()));
  }
}
