// A real Redis server, or sentinel, of a test: on a free port of the loopback, with a folder of its own under the
// system's temporary one. It is gone when the test's process is, whatever ends that.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RedisClient } from '@redis/client';
import { until, within } from '../until.ts';
import type { Certificates } from './certificates.ts';

export interface RedisProcessOptions {
  /** Lines of its configuration. */
  readonly config?: readonly string[];
  readonly isSentinel?: boolean;
  /** Fixed, to start again where another one was. */
  readonly port?: number;
  /** Of the default user. */
  readonly password?: string;
  /** Speaks TLS, and nothing else. */
  readonly tls?: Certificates;
}

/** A loaded machine takes its time. */
const START_TIMEOUT_MS = 20_000;
const MAX_ATTEMPTS = 5;
/** `cluster-enabled` makes a server take the port this far above its own too. */
const BUS_PORT_OFFSET = 10_000;

/** Nothing on disk, and replicas that are served at once. */
const SERVER_CONFIG = ['save ""', 'repl-diskless-sync-delay 0'];

/** Where there is this program, the kernel ends a server whose test was killed. */
const GUARD = existsSync('/usr/bin/setpriv') ? ['setpriv', '--pdeathsig', 'KILL'] : [];

const running = new Set<RedisProcess>();
process.on('exit', () => {
  for (const server of running) server.killNow();
});

export class RedisProcess {
  readonly port: number;
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  readonly #options: RedisProcessOptions;
  #output = '';
  #isStopped = false;
  #client: ReturnType<typeof connect> | undefined;

  static async start(options: RedisProcessOptions = {}): Promise<RedisProcess> {
    for (let attempt = 1; ; attempt++) {
      const server = new RedisProcess(options.port ?? (await freePort()), options);
      try {
        await server.#ready();
        return server;
      } catch (error) {
        await server.stop();
        // Somebody else may have taken the port in between.
        if (attempt === MAX_ATTEMPTS || options.port !== undefined) throw error;
      }
    }
  }

  private constructor(port: number, options: RedisProcessOptions) {
    const { config = [], isSentinel = false, password, tls } = options;
    this.port = port;
    this.#options = options;
    this.#folder = mkdtempSync(join(tmpdir(), 'mcp-fleet-redis-'));
    const file = join(this.#folder, 'redis.conf');
    const lines = ['bind 127.0.0.1', `dir ${this.#folder}`, ...(isSentinel ? [] : SERVER_CONFIG)];
    lines.push(...(tls === undefined ? [`port ${port}`] : tlsConfig(port, tls)));
    if (password !== undefined) lines.push(`requirepass ${password}`);
    writeFileSync(file, [...lines, ...config, ''].join('\n'));
    const [command = '', ...args] = [...GUARD, 'redis-server', file, ...(isSentinel ? ['--sentinel'] : [])];
    this.#child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(this);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-20_000);
      });
    }
    this.#exited = new Promise<void>((resolve) => {
      this.#child.once('exit', () => resolve());
      this.#child.once('error', (error) => {
        this.#output += error.message;
        resolve();
      });
    }).then(() => {
      this.#isStopped = true;
      running.delete(this);
      rmSync(this.#folder, { recursive: true, force: true });
    });
  }

  async #ready(): Promise<void> {
    await until(() => this.#isStopped || /Ready to accept connections|Sentinel ID is/.test(this.#output), {
      what: 'a Redis server to start',
      timeoutMs: START_TIMEOUT_MS,
    });
    if (this.#isStopped) throw new Error(`redis-server ended:\n${this.#output}`);
  }

  /** Runs a command, for the test and not for what it tests. */
  async ask(command: readonly string[]): Promise<unknown> {
    this.#client ??= connect(this.port, this.#options);
    const client = await this.#client;
    if (client.isReady) return client.sendCommand(command as string[]);
    this.#client = undefined;
    return this.ask(command);
  }

  /** How often each command was run since the statistics were reset, also inside scripts. */
  async commandCounts(): Promise<Record<string, number>> {
    const stats = String(await this.ask(['INFO', 'commandstats']));
    return Object.fromEntries(
      [...stats.matchAll(/^cmdstat_([\w|]+):calls=(\d+)/gm)].map(([, name, calls]) => [name, Number(calls)]),
    );
  }

  /** Stands still, with its connections open, until `resume`. */
  pause(): void {
    this.#child.kill('SIGSTOP');
  }

  resume(): void {
    this.#child.kill('SIGCONT');
  }

  /** Ends without a farewell. */
  async stop(): Promise<void> {
    this.killNow();
    await within(this.#exited, { what: 'a Redis server to end', timeoutMs: START_TIMEOUT_MS });
  }

  killNow(): void {
    void this.#client?.then((client) => client.destroy()).catch(() => undefined);
    this.#child.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function tlsConfig(port: number, { ca, cert, key }: Certificates): string[] {
  const files = [`tls-ca-cert-file ${ca}`, `tls-cert-file ${cert}`, `tls-key-file ${key}`];
  return [
    'port 0',
    `tls-port ${port}`,
    'tls-auth-clients optional',
    'tls-replication yes',
    'tls-cluster yes',
    ...files,
  ];
}

/** `createClient` would build the class again for each address that differs from the last one. */
const newClient = RedisClient.factory({});

async function connect(port: number, { password, tls }: RedisProcessOptions) {
  const socket = { host: '127.0.0.1', port, reconnectStrategy: false as const };
  const client = newClient({
    socket: tls === undefined ? socket : { ...socket, tls: true as const, ca: readFileSync(tls.ca) },
    ...(password !== undefined && { password }),
  });
  return await client.on('error', () => undefined).connect();
}

async function freePort(): Promise<number> {
  for (;;) {
    const port = await portOf(0);
    // A cluster node needs both.
    if (port + BUS_PORT_OFFSET > 65_535 || (await portOf(port + BUS_PORT_OFFSET)) === 0) continue;
    return port;
  }
}

/** The port that could be listened on; 0: it could not. */
function portOf(port: number): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(0));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
