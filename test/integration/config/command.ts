// The real command, in a folder of the test's own and with the environment that the test says.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { until } from '../../support/until.ts';

const MAIN = join(import.meta.dirname, '../../../src/cli/main.ts');
const ARGV = ['--conditions=mcp-fleet-source', MAIN];

export interface CommandOptions {
  readonly cwd: string;
  /** Variables beside those that every process needs. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function environment({ env = {} }: CommandOptions): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], ...env };
}

/** Runs a command to its end. */
export function runCommand(args: readonly string[], options: CommandOptions): Promise<Finished> {
  const { cwd } = options;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...ARGV, ...args],
      { cwd, env: environment(options) },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
  });
}

/** `mcp-fleet serve` while it runs. */
export class ServeProcess {
  readonly #child: ChildProcess;
  #stdout = '';
  #stderr = '';

  constructor(args: readonly string[], options: CommandOptions) {
    const { cwd } = options;
    const env = environment(options);
    this.#child = spawn(process.execPath, [...ARGV, 'serve', ...args], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
  }

  /** The URL, once it is printed. */
  url(): Promise<string> {
    return until(
      () => {
        if (this.#child.exitCode !== null) throw new Error(`serve ended:\n${this.#stderr}`);
        return /serves .* at (http:\S+)/.exec(this.#stdout)?.[1];
      },
      { what: 'the URL to be printed', timeoutMs: 30_000 },
    );
  }

  /** The lines of the log with that message. */
  logged(message: string): Record<string, unknown>[] {
    return this.#stderr
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === message);
  }

  get log(): string {
    return this.#stderr;
  }

  /** Makes it read its configuration again; resolves when it has said what came of that. */
  async reload(
    outcome: 'reconfigured' | 'the configuration is wrong; the old one stays in force',
  ): Promise<void> {
    const before = this.logged(outcome).length;
    this.#child.kill('SIGHUP');
    await until(() => this.logged(outcome).length > before, { what: outcome, timeoutMs: 30_000 });
  }

  hangUp(): void {
    this.#child.kill('SIGHUP');
  }

  /** @returns the exit code */
  async stop(): Promise<number | null> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return this.#child.exitCode;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const [code] = await exited;
    return code as number | null;
  }
}
