// Starts the server under test as a child process of its own, and ends that process, by its id, whatever happens.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';

const ROOT = dirname(import.meta.dirname);
const START_DEADLINE_MS = 20_000;
const STOP_DEADLINE_MS = 8_000;
/** Enough of a child's output to explain why it failed. */
const MAX_OUTPUT_CHARS = 20_000;

export interface ServerUnderTest {
  readonly url: string;
  /** What the server has written so far, standard output and errors together, cut to its end. */
  output(): string;
  stop(): Promise<void>;
}

/**
 * Runs `mcp-fleet serve` on a free port and waits until it has printed its URL.
 * @throws Error with the server's output when it ends, or prints no URL in time.
 */
export async function startServer(serverFile: string, signal: AbortSignal): Promise<ServerUnderTest> {
  signal.throwIfAborted();
  const child = spawn(
    process.execPath,
    ['--conditions=mcp-fleet-source', 'src/cli/main.ts', 'serve', serverFile, '--port', '0'],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  const url = Promise.withResolvers<string>();
  const collect = (chunk: string): void => {
    output = (output + chunk).slice(-MAX_OUTPUT_CHARS);
    const found = /https?:\/\/[^\s"']+\/mcp\b/.exec(output);
    if (found !== null) url.resolve(found[0]);
  };
  child.stdout.setEncoding('utf8').on('data', collect);
  child.stderr.setEncoding('utf8').on('data', collect);
  child.once('error', (error) => url.reject(error));
  child.once('close', (code) => url.reject(new Error(`The server ended with code ${code}.\n${output}`)));

  // The last resort, should this process be ended from outside before `stop` is called.
  const killNow = (): void => void child.kill('SIGKILL');
  process.once('exit', killNow);
  const stop = async (): Promise<void> => {
    await end(child);
    process.off('exit', killNow);
  };

  const deadline = AbortSignal.timeout(START_DEADLINE_MS);
  const giveUp = AbortSignal.any([signal, deadline]);
  const onGiveUp = (): void => {
    const reason = deadline.aborted ? `The server printed no URL in ${START_DEADLINE_MS} ms.` : 'Stopped.';
    url.reject(new Error(`${reason}\n${output}`));
  };
  giveUp.addEventListener('abort', onGiveUp, { once: true });
  try {
    return { url: await url.promise, output: () => output, stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    giveUp.removeEventListener('abort', onGiveUp);
  }
}

/** Asks the child to end, and kills it when it takes too long. */
async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
  child.kill('SIGTERM');
  await closed;
  clearTimeout(timer);
}
