// Starts the workbench as a user would, through the command line, and waits until it serves.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 15_000;
const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));

export interface RunningServer {
  url: URL;
  /** @throws Error when the server does not end well. */
  stop(): Promise<void>;
}

export async function startServer(environment: Record<string, string>): Promise<RunningServer> {
  const child = spawn(
    process.execPath,
    [
      '--conditions=mcp-fleet-source',
      'src/cli/main.ts',
      'serve',
      'examples/workbench/server.ts',
      ...['--port', '0', '--log-level', 'warn'],
    ],
    { cwd: PROJECT, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    return { url: await announcedUrl(child), stop: () => stop(child) };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

/** The server tells its address in the first lines of its output. */
async function announcedUrl(child: ChildProcess): Promise<URL> {
  const { promise, resolve, reject } = Promise.withResolvers<URL>();
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    const [url] = /http:\/\/\S+(?=\s)/.exec(output) ?? [];
    if (url !== undefined) resolve(new URL(url));
  });
  child.once('error', reject);
  child.once('exit', (code, signal) => {
    reject(new Error(`The server ended with ${code ?? signal} before it served. It said: ${output}`));
  });
  const timer = setTimeout(() => {
    reject(new Error(`The server told no address within ${START_TIMEOUT_MS} ms. It said: ${output}`));
  }, START_TIMEOUT_MS);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(timer);
  }
  if (child.exitCode !== 0) {
    throw new Error(`The server ended with ${child.exitCode ?? child.signalCode} instead of 0.`);
  }
}
