// A server under test in a process of its own: started on its core, asked for its usage, stopped for certain.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pinned } from './cores.ts';
import { printedPort } from './printed-port.ts';
import type { ProbeQuestion, ServerUsage } from './server-probe.ts';

const stopDeadlineMs = 5_000;
const answerDeadlineMs = 30_000;

const root = fileURLToPath(new URL('..', import.meta.url));
const compileCache = join(root, '.cache', 'bench-compile');
const probeUrl = new URL('./server-probe.ts', import.meta.url).href;

export interface ServerCommand {
  /** Arguments of Node: the entry file and what follows it. */
  argv: readonly string[];
  /** Flags of Node before the entry file. */
  nodeFlags?: readonly string[];
  env?: Record<string, string>;
}

export class ServerProcess {
  readonly name: string;
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(name: string, port: number, child: ChildProcess) {
    this.name = name;
    this.port = port;
    this.#child = child;
  }

  /** Starts a server and waits for the line that names its URL. */
  static async start(name: string, command: ServerCommand, core: number | undefined): Promise<ServerProcess> {
    const flags = [
      '--conditions=mcp-fleet-source',
      '--expose-gc',
      '--import',
      probeUrl,
      ...(command.nodeFlags ?? []),
    ];
    const { command: file, args } = pinned(core, [process.execPath, ...flags, ...command.argv]);
    const env = { ...process.env, NODE_ENV: 'production', NODE_COMPILE_CACHE: compileCache, ...command.env };
    const child = spawn(file, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    try {
      return new ServerProcess(name, await printedPort(child, name), child);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** CPU time and memory now. */
  usage(): Promise<ServerUsage> {
    return this.#ask({ probe: 'usage' });
  }

  /** CPU time and memory after all garbage was collected. */
  settledUsage(): Promise<ServerUsage> {
    return this.#ask({ probe: 'settled' });
  }

  /** Writes the code compiled so far where the next start of the same server finds it. */
  async saveCompileCache(): Promise<void> {
    await this.#ask({ probe: 'save-compile-cache' });
  }

  async startProfile(): Promise<void> {
    await this.#ask({ probe: 'profile-start' });
  }

  async stopProfile(file: string): Promise<void> {
    await this.#ask({ probe: 'profile-stop', file });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), stopDeadlineMs);
    await exited;
    clearTimeout(timer);
  }

  async #ask(question: ProbeQuestion): Promise<ServerUsage> {
    const signal = AbortSignal.timeout(answerDeadlineMs);
    const answer = once(this.#child, 'message', { signal });
    this.#child.send(question);
    const [usage] = await answer;
    return usage;
  }
}
