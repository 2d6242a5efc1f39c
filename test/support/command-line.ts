// The command line in a process of its own, from the sources.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { within } from './until.ts';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Types are stripped once for all of these processes. */
export const COMPILE_CACHE = { NODE_COMPILE_CACHE: join(ROOT, '.cache/compile') };
/** Generous: the machine may be busy with other tests. */
const DEADLINE_MS = 60_000;

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** What it reads on stdin, which then ends; undefined: nothing. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

/** The arguments for Node that run `mcp-fleet` with these arguments. */
export function commandLine(args: readonly string[]): string[] {
  return ['--conditions=mcp-fleet-source', join(ROOT, 'src/cli/main.ts'), ...args];
}

export function start(
  args: readonly string[],
  { env, cwd = ROOT }: RunOptions = {},
): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, commandLine(args), {
    cwd,
    env: { ...process.env, ...COMPILE_CACHE, ...env },
  });
}

/** What the process wrote and how it ended. Killed when it does not. */
export async function finish(child: ChildProcessWithoutNullStreams): Promise<Finished> {
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const closed = new Promise<Finished>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  try {
    return await within(closed, { what: 'the command to end', timeoutMs: DEADLINE_MS });
  } finally {
    child.kill('SIGKILL');
  }
}

/** Runs `mcp-fleet` to its end. */
export function runCommand(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const child = start(args, options);
  child.stdin.on('error', () => {});
  child.stdin.end(options.input);
  return finish(child);
}

/** A folder for modules that import `mcp-fleet`: inside the package, so that its name leads here. */
export class ModuleFolder {
  readonly path: string;

  constructor(name: string) {
    mkdirSync(join(ROOT, '.cache'), { recursive: true });
    this.path = mkdtempSync(join(ROOT, `.cache/${name}-`));
  }

  /** Returns the path of the file. */
  write(name: string, text: string): string {
    const path = join(this.path, name);
    writeFileSync(path, text);
    return path;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
