#!/usr/bin/env -S node --min-semi-space-size=16 --max-semi-space-size=16
// The command line: `mcp-fleet <command>`. One file a command; this one only puts them together.
// Why the flags above: docs/adr/0011-young-generation.md.

import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { CliError } from './cli-error.ts';
import { serveCommand } from './serve.ts';
import { stdioCommand } from './stdio.ts';

function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

const program = new Command('mcp-fleet')
  .description('Serve an MCP server to many clients, in both protocol eras.')
  .version(packageVersion())
  .showHelpAfterError('(mcp-fleet --help shows what there is)')
  .exitOverride()
  .addCommand(serveCommand())
  .addCommand(stdioCommand());

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has printed it. Help and version are not errors; bad usage is 2, as everywhere.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (error instanceof CliError) {
    process.stderr.write(`mcp-fleet: ${error.message}\n`);
    process.exitCode = 1;
  } else {
    throw error;
  }
}
