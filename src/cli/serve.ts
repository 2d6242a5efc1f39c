// `mcp-fleet serve FILE`: serves the default export of a module until it is told to stop.

import type { Command } from 'commander';
import { pino } from 'pino';
import { ConfigurationError } from '../config/problem.ts';
import { FleetNode } from '../node/fleet-node.ts';
import { fillNodeOptions } from '../node/node-options.ts';
import { type Supervision, supervision } from '../supervisor/supervised.ts';
import { CliError, usageError } from './cli-error.ts';
import { type Configuration, readConfiguration, toCliError, withOrigins } from './configuration.ts';
import { explainListenError } from './listen-error.ts';
import { loadServer, type Servable } from './load-server.ts';
import { OptionCommand } from './option-command.ts';
import { reloadOnHangup } from './reload.ts';

const HELP = `
Every option can also stand in the configuration file (admission.maxQueue) or in a variable
(MCP_FLEET_ADMISSION_MAX_QUEUE). Flags go before variables, variables before the file.
Secrets are no flags: MCP_FLEET_SECRETS holds those that sign sessions, comma-separated, newest first.
SIGHUP reads the files again and changes what can be changed while the node serves.`;

export function serveCommand(): Command {
  return new OptionCommand('serve')
    .description('serve the default export of a module')
    .usage('<file> [options]')
    .argument('<file>', 'a JavaScript or TypeScript module whose default export is the server')
    .addHelpText('after', HELP)
    .action(async (_file: string, _options: object, { args }: Command) => {
      try {
        await serve(args);
      } catch (error) {
        throw toCliError(error);
      }
    });
}

async function serve(argv: readonly string[]): Promise<void> {
  const supervised = supervision();
  if (supervised !== undefined) return serveSupervised(argv, supervised);
  const configuration = await readConfiguration(argv);
  const { options, settings, file } = configuration;
  if (configuration.processes > 1) {
    onlyOperand(configuration);
    const { serveWithProcesses } = await import('./serve-processes.ts');
    return serveWithProcesses(argv, configuration);
  }
  const { server, found } = await loadServer(onlyOperand(configuration));
  const log = createLog(configuration);
  const { logger = log } = options;
  const node = new FleetNode(server, { ...options, logger });
  const url = await withOrigins(settings, () => listen(node, configuration));
  if (file !== undefined) logger.info({ file }, 'configuration file');
  // First, because whoever waits for the address may signal at once.
  stopOnSignals(node);
  reloadOnHangup({ node, argv, logger, setLogLevel: (level) => (log.level = level) });
  process.stdout.write(`mcp-fleet serves ${describe(server, found)} at ${url}\n`);
}

/** One of several processes on a port: its supervisor tells the world, and gets the signals of the terminal. */
async function serveSupervised(argv: readonly string[], supervised: Supervision): Promise<void> {
  try {
    const configuration = await readConfiguration(argv);
    const { options } = configuration;
    const { server, found } = await loadServer(onlyOperand(configuration));
    const { logger = createLog(configuration), stores = supervised.stores, nodeId } = options;
    const node = new FleetNode(server, {
      ...options,
      logger,
      stores,
      reusePort: true,
      port: supervised.port === 0 ? (options.port ?? 5000) : supervised.port,
      ...(nodeId !== undefined && { nodeId: `${nodeId}_${process.pid}` }),
    });
    const url = await listen(node, configuration);
    const stop = (): void => void node.stop().finally(() => process.exit());
    process.once('SIGTERM', stop);
    for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
    supervised.onOrphaned(stop);
    supervised.serving(url, describe(server, found));
  } catch (error) {
    const told = toCliError(error);
    if (!(told instanceof CliError)) throw error;
    await supervised.unfit(told.message);
    process.exit(told.exitCode);
  }
}

function createLog({ logLevel }: Configuration): ReturnType<typeof pino> {
  return pino({ level: logLevel, base: null }, pino.destination({ dest: 2, sync: true }));
}

function describe({ backend }: Servable, found: string | undefined): string {
  const { name, version } = backend.info;
  return `${name} ${version}${found === undefined ? '' : `, ${found},`}`;
}

function onlyOperand({ operands }: Configuration): string {
  const [file, ...others] = operands;
  if (file !== undefined && others.length === 0) return file;
  const given = operands.length === 0 ? 'none was given' : `there are ${operands.join(', ')}`;
  throw usageError(`serve takes one file, the module to serve; ${given}.`);
}

async function listen(node: FleetNode, { options }: Configuration): Promise<string> {
  try {
    return await node.start();
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    throw new CliError(explainListenError(error as NodeJS.ErrnoException, fillNodeOptions(options)), {
      cause: error,
    });
  }
}

/** The first signal stops gently, the second at once. */
function stopOnSignals(node: FleetNode): void {
  let signalled = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (signalled) process.exit(signal === 'SIGINT' ? 130 : 143);
    signalled = true;
    void node.stop();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}
