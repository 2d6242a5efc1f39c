// A server under test in a process of its own: started on its core, asked for its usage, stopped for certain.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ChildOutput } from './child-output.ts';
import { pinned } from './cores.ts';
import type { ServerUsage } from './server-probe.ts';

const stopDeadlineMs = 5_000;
const answerDeadlineMs = 30_000;

const root = fileURLToPath(new URL('..', import.meta.url));
const compileCache = join(root, '.cache', 'bench-compile');
const probeUrl = new URL('./server-probe.ts', import.meta.url).href;

export interface ServerCommand {
  /** Arguments of Node: the entry file and what follows it. */
  argv: readonly string[];
  env?: Record<string, string>;
  /** URLs of modules that are loaded before the entry. */
  imports?: readonly string[];
  /** Gets what the server prints, standard output and errors, as it comes. */
  onOutput?: (text: string) => void;
}

interface Started {
  child: ChildProcess;
  output: ChildOutput;
}

/** The flags of our command (docs/adr/0011-young-generation.md), for every server alike. */
export const youngGeneration = ['--min-semi-space-size=16', '--max-semi-space-size=16'];

export class ServerProcess {
  readonly name: string;
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #output: ChildOutput;

  private constructor(name: string, port: number, { child, output }: Started) {
    this.name = name;
    this.port = port;
    this.#child = child;
    this.#output = output;
  }

  /** Starts a server and waits for the line that names its URL. */
  static async start(name: string, command: ServerCommand, core: number | undefined): Promise<ServerProcess> {
    const imports = [probeUrl, ...(command.imports ?? [])].flatMap((url) => ['--import', url]);
    const flags = ['--conditions=mcp-fleet-source', ...youngGeneration, '--expose-gc', ...imports];
    const { command: file, args } = pinned(core, [process.execPath, ...flags, ...command.argv]);
    const env = { ...process.env, NODE_ENV: 'production', NODE_COMPILE_CACHE: compileCache, ...command.env };
    const child = spawn(file, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    const output = new ChildOutput(name, child, command.onOutput);
    try {
      return new ServerProcess(name, await output.port(), { child, output });
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  /** Whether the process is gone. */
  get ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Asks a module that was loaded into the server; one question at a time. */
  async ask<T>(question: { probe: string; file?: string }): Promise<T> {
    const answered = new AbortController();
    const signal = AbortSignal.any([answered.signal, AbortSignal.timeout(answerDeadlineMs)]);
    const ended = once(this.#child, 'exit', { signal }).then(() => {
      throw new Error(`The server "${this.name}" ended`);
    });
    try {
      const answer = Promise.race([once(this.#child, 'message', { signal }), ended]);
      this.#child.send(question);
      const [reply] = await answer;
      return reply;
    } finally {
      answered.abort();
    }
  }

  /** CPU time and memory now. */
  usage(): Promise<ServerUsage> {
    return this.ask<ServerUsage>({ probe: 'usage' });
  }

  /** CPU time and memory after all garbage was collected. */
  settledUsage(): Promise<ServerUsage> {
    return this.ask<ServerUsage>({ probe: 'settled' });
  }

  /** Writes the code compiled so far where the next start of the same server finds it. */
  async saveCompileCache(): Promise<void> {
    await this.ask({ probe: 'save-compile-cache' });
  }

  async startProfile(): Promise<void> {
    await this.ask({ probe: 'profile-start' });
  }

  async stopProfile(file: string): Promise<void> {
    await this.ask({ probe: 'profile-stop', file });
  }

  /** Ends the server. Gives its last words if it did not end because it was told to: then it had crashed. */
  async stop(): Promise<string | undefined> {
    const child = this.#child;
    if (!this.ended) {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), stopDeadlineMs);
      await exited;
      clearTimeout(timer);
    }
    const asTold = child.exitCode === 0 || child.signalCode === 'SIGTERM' || child.signalCode === 'SIGKILL';
    return asTold ? undefined : this.#output.lastWords;
  }
}
