// `mcp-fleet serve FILE`: serves the default export of a module until it is told to stop.

import { Command, InvalidArgumentError } from 'commander';
import { pino } from 'pino';
import type { FleetServer } from '../backends/native/fleet-server.ts';
import { FleetNode } from '../node/fleet-node.ts';
import type { NodeOptions } from '../node/node-options.ts';
import { CliError } from './cli-error.ts';
import { loadServer } from './load-server.ts';

interface ServeFlags {
  host: string;
  port: number;
  path: string;
  allowedHost?: string[];
  allowedOrigin?: string[];
  logLevel: string;
  dev: boolean;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
/** Comma-separated secrets, newest first: the environment, so that they are in no process list. */
const SECRETS_VARIABLE = 'MCP_FLEET_SECRETS';

export function serveCommand(): Command {
  return new Command('serve')
    .description('serve the default export of a module')
    .argument('<file>', 'a JavaScript or TypeScript module whose default export is the server')
    .option('-p, --port <number>', 'port to listen on; 0 takes a free one', readPort, 5000)
    .option('-H, --host <address>', 'address to listen on', '127.0.0.1')
    .option('--path <path>', 'path of the MCP endpoint', '/mcp')
    .option('--allowed-host <name...>', 'host names that requests may be for')
    .option('--allowed-origin <origin...>', 'origins of web pages that may call')
    .option('--log-level <level>', `one of ${LOG_LEVELS.join(', ')}`, readLogLevel, 'info')
    .option('--dev', 'let clients see the messages of unexpected errors', false)
    .addHelpText(
      'after',
      `\nEnvironment:\n  ${SECRETS_VARIABLE}  secrets that sign sessions, comma-separated, newest first`,
    )
    .action((file: string, flags: ServeFlags) => serve(file, flags));
}

async function serve(file: string, flags: ServeFlags): Promise<void> {
  const server = await loadServer(file);
  const { name, version } = server.backend.info;
  const logger = pino({ level: flags.logLevel, base: null }, pino.destination({ dest: 2, sync: true }));
  const node = createNode(server, { ...toNodeOptions(flags), logger });
  let url: string;
  try {
    url = await node.start();
  } catch (error) {
    throw new CliError(explainListenError(error as NodeJS.ErrnoException, flags), { cause: error });
  }
  // First, because whoever waits for the address may signal at once.
  stopOnSignals(node);
  process.stdout.write(`mcp-fleet serves ${name} ${version} at ${url}\n`);
}

function createNode(server: FleetServer, options: NodeOptions): FleetNode {
  try {
    return new FleetNode(server, options);
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError)
      throw new CliError(error.message, { cause: error });
    throw error;
  }
}

function toNodeOptions(flags: ServeFlags): NodeOptions {
  const secrets = process.env[SECRETS_VARIABLE]?.split(',').map((secret) => secret.trim());
  return {
    host: flags.host,
    port: flags.port,
    path: flags.path,
    exposeErrors: flags.dev,
    ...(flags.allowedHost !== undefined && { allowedHosts: flags.allowedHost }),
    ...(flags.allowedOrigin !== undefined && { allowedOrigins: flags.allowedOrigin }),
    ...(secrets !== undefined && { secrets }),
  };
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

function explainListenError(error: NodeJS.ErrnoException, { host, port }: ServeFlags): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use; choose another with --port, or --port 0 for a free one.`;
    case 'EACCES':
      return `Port ${port} may not be opened by this user; choose one above 1023 with --port.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine; choose another with --host.`;
    default:
      return `The server could not listen on ${host}:${port}: ${error.message}`;
  }
}

function readPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('It must be an integer from 0 to 65535.');
}

function readLogLevel(text: string): string {
  if (LOG_LEVELS.includes(text)) return text;
  throw new InvalidArgumentError(`It must be one of ${LOG_LEVELS.join(', ')}.`);
}
