// The text around the lists of commands and options that the help of every command shows.

/** Shown below the help of a command. Each example is a command line and what it does. */
export function examples(...lines: readonly (readonly [command: string, meaning: string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length));
  const rows = lines.map(([command, meaning]) => `  ${command.padEnd(width)}  ${meaning}`);
  return `\nExamples:\n${rows.join('\n')}`;
}

/** Shown below the list of commands. */
export const HELP_AFTER = `
Start here:
  mcp-fleet init weather              writes a project into the folder weather: a server, its test, a Dockerfile
  mcp-fleet serve src/server.ts       serves the default export of that file at http://127.0.0.1:5000/mcp
  mcp-fleet tools localhost:5000      lists what a server offers
  mcp-fleet call localhost:5000 greet --arg name=Ada
                                      calls a tool and prints what it answers

"mcp-fleet <command> --help" shows the options of a command, with examples.
Exit codes: 0 it worked, 1 it did not (the tool or the server said no), 2 the command was used wrongly.`;

export const SERVE_EXAMPLES = examples(
  ['mcp-fleet serve src/server.ts', 'at http://127.0.0.1:5000/mcp'],
  ['mcp-fleet serve src/server.ts --port 0 --dev', 'on any free port, telling what went wrong'],
  [
    'mcp-fleet serve src/server.ts --host 0.0.0.0 --request-timeout-ms 30s',
    'for others, with time for slow tools',
  ],
);

export const CONFIG_EXAMPLES = examples(
  ['mcp-fleet config', 'every option, its value and where that comes from'],
  ['mcp-fleet config --check', 'before a deployment: 0 when all is right'],
);
