// `mcp-fleet serve FILE --processes N`: the process that the user started keeps N others running, which serve.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { pino } from 'pino';
import { memoryStores } from '../node/fleet-stores.ts';
import { fillNodeOptions, type Logger } from '../node/node-options.ts';
import { SUPERVISED_VARIABLE } from '../supervisor/supervised.ts';
import { Supervisor, type SupervisorEvent, UnfitError } from '../supervisor/supervisor.ts';
import { CliError } from './cli-error.ts';
import type { Configuration } from './configuration.ts';
import { onHangup } from './hangup.ts';
import { explainListenError } from './listen-error.ts';

const START_TIMEOUT_MS = 30_000;
/** What a process gets to end beyond the grace that it gives its calls. */
const STOP_SLACK_MS = 3000;

/** @throws CliError when the processes cannot serve */
export async function serveWithProcesses(
  argv: readonly string[],
  configuration: Configuration,
): Promise<void> {
  const { processes, logLevel } = configuration;
  const options = fillNodeOptions(configuration.options);
  const logger = configuration.options.logger ?? pinoLog(logLevel);
  await requireFreePort(options);
  const supervisor = new Supervisor({
    count: processes,
    stores: memoryStores(options),
    spawn: (_index, port) =>
      fork(process.argv[1] as string, ['serve', ...argv], {
        env: { ...process.env, [SUPERVISED_VARIABLE]: String(port) },
        // Anything that a JavaScript value can be, as in memory.
        serialization: 'advanced',
      }),
    stopTimeoutMs: options.shutdownGraceMs + STOP_SLACK_MS,
    startTimeoutMs: START_TIMEOUT_MS,
    now: () => performance.now(),
    onEvent: (event) => logEvent(logger, event),
  });
  stopOnSignals(supervisor);
  try {
    const { url, what } = await supervisor.start();
    process.stdout.write(`mcp-fleet serves ${what} at ${url}\n`);
  } catch (error) {
    if (error instanceof UnfitError) throw new CliError(error.message, { cause: error });
    throw error;
  }
  replaceOnHangup(supervisor, logger);
}

/** Processes that share a port would share it with a stranger too, who does the same. */
async function requireFreePort({
  host,
  port,
}: {
  readonly host: string;
  readonly port: number;
}): Promise<void> {
  if (port === 0) return;
  const probe = createServer().listen({ host, port });
  try {
    await once(probe, 'listening');
  } catch (error) {
    throw new CliError(explainListenError(error as NodeJS.ErrnoException, { host, port }), { cause: error });
  }
  probe.close();
  await once(probe, 'close');
}

/** The first signal stops gently, the second at once. */
function stopOnSignals(supervisor: Supervisor): void {
  let signalled = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (signalled) {
      supervisor.kill();
      process.exit(signal === 'SIGINT' ? 130 : 143);
    }
    signalled = true;
    void supervisor.stop().then(() => process.exit(0));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

/** New processes read the configuration and the server anew. */
function replaceOnHangup(supervisor: Supervisor, logger: Logger): void {
  onHangup(() => {
    supervisor.replaceAll().catch((err: Error) => {
      logger.error({ reason: err.message }, 'a process could not be replaced; those that serve go on');
    });
  });
}

function logEvent(logger: Logger, event: SupervisorEvent): void {
  switch (event.kind) {
    case 'started':
      return logger.info({ process: event.index, pid: event.pid }, 'a process serves');
    case 'stopped':
      return logger.info({ process: event.index, pid: event.pid }, 'a process has stopped');
    case 'ended':
      return logger.error(
        { process: event.index, pid: event.pid, how: event.how, restartInMs: event.delayMs },
        'a process has ended and is started again',
      );
    case 'replaced':
      return logger.info({}, 'all processes are replaced');
  }
}

function pinoLog(level: string): Logger {
  return pino({ level, base: null }, pino.destination({ dest: 2, sync: true }));
}
