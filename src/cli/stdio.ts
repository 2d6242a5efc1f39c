// `mcp-fleet stdio FILE`: serves the default export of a module to the process that started this one, most often a
// desktop client, until that closes the input.

import { Command, Option } from 'commander';
import { pino } from 'pino';
import { StdioNode } from '../node/stdio-node.ts';
import { loadServer } from './load-server.ts';
import { takeStdout } from './take-stdout.ts';

interface StdioFlags {
  logLevel: string;
  dev: boolean;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

export function stdioCommand(): Command {
  return new Command('stdio')
    .description('serve a module to one client over stdin and stdout')
    .argument('<file>', 'a JavaScript or TypeScript module whose default export is the server')
    .addOption(
      new Option('--log-level <level>', 'what is logged on stderr').choices(LOG_LEVELS).default('info'),
    )
    .option('--dev', 'let the client see the messages of unexpected errors', false)
    .action((file: string, flags: StdioFlags) => serveStdio(file, flags));
}

async function serveStdio(file: string, { logLevel, dev }: StdioFlags): Promise<void> {
  const output = takeStdout();
  const server = await loadServer(file);
  const logger = pino({ level: logLevel, base: null }, pino.destination({ dest: 2, sync: true }));
  const node = new StdioNode(server, { exposeErrors: dev, logger }, { input: process.stdin, output });
  process.on('SIGINT', () => node.stop());
  process.on('SIGTERM', () => node.stop());
  await node.serve();
  // The client waits for the process to end, whatever the module still has open.
  process.exit();
}
