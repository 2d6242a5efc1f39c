// `mcp-fleet stdio FILE`: serves the default export of a module to the process that started this one, most often a
// desktop client, until that closes the input.

import { Command, Option } from 'commander';
import { pino } from 'pino';
import { StdioNode } from '../node/stdio-node.ts';
import { readDuration } from './duration.ts';
import { examples } from './help.ts';
import { loadServer } from './load-server.ts';
import { takeStdout } from './take-stdout.ts';

interface StdioFlags {
  logLevel: string;
  requestTimeoutMs?: number;
  dev: boolean;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

const HELP = `
A desktop client starts this command by itself and talks to it on stdin and stdout. Most are told so in JSON:
  { "mcpServers": { "weather": { "command": "npx", "args": ["mcp-fleet", "stdio", "/path/to/server.ts"] } } }
Stdout has the protocol alone: logs, and whatever the module prints, go to stderr.`;

export function stdioCommand(): Command {
  return new Command('stdio')
    .description('serve a module to one client over stdin and stdout')
    .argument('<file>', 'a JavaScript or TypeScript module whose default export is the server')
    .addOption(
      new Option('--log-level <level>', 'what is logged on stderr').choices(LOG_LEVELS).default('info'),
    )
    .option('--request-timeout-ms <duration>', 'how long a call may take, e.g. 30s; 0: no limit', (text) =>
      readDuration(text, 1),
    )
    .option('--dev', 'let the client see the messages of unexpected errors', false)
    .addHelpText('after', HELP)
    .addHelpText(
      'after',
      examples(
        ['mcp-fleet stdio src/server.ts', 'serves until stdin ends'],
        ['mcp-fleet stdio server.mjs --request-timeout-ms 0', 'without a limit for slow tools'],
      ),
    )
    .action((file: string, flags: StdioFlags) => serveStdio(file, flags));
}

async function serveStdio(file: string, { logLevel, requestTimeoutMs, dev }: StdioFlags): Promise<void> {
  const output = takeStdout();
  const { server, found } = await loadServer(file);
  const logger = pino({ level: logLevel, base: null }, pino.destination({ dest: 2, sync: true }));
  if (found !== undefined) logger.info({ file }, `found ${found}`);
  const options = { exposeErrors: dev, logger, ...(requestTimeoutMs !== undefined && { requestTimeoutMs }) };
  const node = new StdioNode(server, options, { input: process.stdin, output });
  process.on('SIGINT', () => node.stop());
  process.on('SIGTERM', () => node.stop());
  await node.serve();
  // The client waits for the process to end, whatever the module still has open.
  process.exit();
}
