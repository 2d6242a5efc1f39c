#!/usr/bin/env -S node --min-semi-space-size=16 --max-semi-space-size=16
// The command line: `mcp-fleet <command>`. One file a command; this one only puts them together.
// Why the flags above: docs/adr/0011-young-generation.md.

import { Command, CommanderError } from 'commander';
import { CliError } from './cli-error.ts';
import { CONFIG_EXAMPLES, HELP_AFTER, SERVE_EXAMPLES } from './help.ts';
import { readManifest } from './manifest.ts';

/** Loaded when they are used: what one command needs would only slow down the others. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./serve.ts')).serveCommand().addHelpText('after', SERVE_EXAMPLES),
  config: async () => (await import('./config.ts')).configCommand().addHelpText('after', CONFIG_EXAMPLES),
  stdio: async () => (await import('./stdio.ts')).stdioCommand(),
  tools: async () => (await import('./tools.ts')).toolsCommand(),
  call: async () => (await import('./call.ts')).callCommand(),
  init: async () => (await import('./init.ts')).initCommand(),
};

async function createProgram(name: string | undefined): Promise<Command> {
  const program = new Command('mcp-fleet')
    .description(
      'Serve an MCP server to many clients, in both protocol eras, and use servers from the terminal.',
    )
    .version(readManifest().version)
    .showHelpAfterError('(mcp-fleet --help shows what there is)')
    .exitOverride()
    .addHelpText('after', HELP_AFTER);
  const only = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  for (const load of only === undefined ? Object.values(COMMANDS) : [only]) {
    program.addCommand((await load()).copyInheritedSettings(program));
  }
  return program;
}

// Whoever reads the output may have seen enough, as "head" does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  const program = await createProgram(process.argv[2]);
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has printed it. Help and version are not errors; bad usage is 2, as everywhere.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (error instanceof CliError) {
    process.stderr.write(`mcp-fleet: ${error.message}\n`);
    process.exitCode = error.exitCode;
  } else {
    throw error;
  }
}
