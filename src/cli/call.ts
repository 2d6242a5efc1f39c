// `mcp-fleet call URL TOOL`: calls a tool and prints what it answers.

import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import type { McpClient } from '../client/mcp-client.ts';
import {
  type CallToolResult,
  type ElicitParams,
  type ElicitResult,
  LOG_LEVELS,
  type LogLevel,
  type Tool,
} from '../protocol/mcp.ts';
import { readArguments } from './call/arguments.ts';
import { UserPrompt } from './call/ask-user.ts';
import { saveBinary, showResult } from './call/print-result.ts';
import { StatusLine } from './call/show-progress.ts';
import { CliError, usageError } from './cli-error.ts';
import {
  addConnectionFlags,
  CONNECTION_HELP,
  type ConnectionFlags,
  collect,
  connect,
  explainingErrors,
} from './client/connection-flags.ts';
import { oneLine, printable } from './client/printable.ts';
import { examples } from './help.ts';

interface CallFlags extends ConnectionFlags {
  readonly arg?: readonly string[];
  readonly json?: string;
  readonly output: 'text' | 'json';
  readonly save?: string;
  readonly logLevel: LogLevel;
  readonly ask: boolean;
  readonly quiet: boolean;
}

/** In an error about a name that is none of them. */
const MAX_NAMED_TOOLS = 12;

const HELP = `
Arguments of the tool are read by its input schema:
  --arg n=3          a number, if the schema says so; a text otherwise
  --arg loud         true
  --arg tag=a --arg tag=b
                     a list
  --arg from.city=Rome
                     an object in an object
  --arg text=@notes.md
                     the text of a file; @- is stdin, @@ a text that begins with @
  --arg filter:='{"year": 2026}'
                     JSON, whatever the schema says

The result goes to stdout, everything else to stderr: progress, log messages, questions. A question of the server is
asked at the terminal; without one it is declined, unless --ask lets stdin answer it line by line.
`;

export function callCommand(): Command {
  const command = new Command('call')
    .description('call a tool of a server')
    .argument('<url>', 'where the server is')
    .argument('<tool>', 'the name of the tool')
    .option('-a, --arg <name=value>', 'an argument; may be repeated', collect)
    .option('--json <object>', 'all arguments as JSON, or @file; --arg goes on top')
    .addOption(
      new Option('-o, --output <format>', 'print the texts of the result, or all of it as JSON')
        .choices(['text', 'json'])
        .default('text'),
    )
    .option('--save <file>', 'write images, audio and other bytes of the result to a file')
    .addOption(
      new Option('--log-level <level>', 'least severe log messages to show')
        .choices([...LOG_LEVELS])
        .default('info'),
    )
    .option('--ask', 'answer questions from stdin, even if it is no terminal', false)
    .option('-q, --quiet', 'do not show progress and log messages', false)
    .addHelpText('after', HELP + CONNECTION_HELP)
    .addHelpText(
      'after',
      examples(
        ['mcp-fleet call localhost:5000 greet --arg name=Ada', 'prints the greeting'],
        ['mcp-fleet call localhost:5000 chart --arg kind=line --save chart.png', 'writes the picture'],
        ['mcp-fleet call localhost:5000 greet --json \'{"name": "Ada"}\' -o json', 'for programs'],
      ),
    );
  return addConnectionFlags(command).action((url: string, tool: string, flags: CallFlags) =>
    explainingErrors(() => call(url, tool, flags)),
  );
}

async function call(url: string, name: string, flags: CallFlags): Promise<void> {
  const status = new StatusLine(process.stderr);
  const user = new User(flags.ask || process.stdin.isTTY, status);
  const interruption = interruptible();
  const client = await connect(url, flags, {
    signal: interruption.signal,
    logLevel: flags.logLevel,
    elicit: (params) => user.elicit(params),
    ...(!flags.quiet && {
      onProgress: (progress) => status.progress(progress),
      onLog: (message) => status.log(message),
    }),
  });
  try {
    const tool = findTool(await client.listTools(), name);
    const { arg: args = [], json } = flags;
    const result = await client.callTool(tool, readArguments(tool.inputSchema, { args, json, readFile }));
    status.clear();
    report(result, flags);
  } finally {
    status.clear();
    user.close();
    interruption.end();
    await client.close();
  }
}

/** @throws CliError that names what there is */
function findTool(tools: Awaited<ReturnType<McpClient['listTools']>>, name: string): Tool {
  const tool = tools.find((one) => one.name === name);
  if (tool !== undefined) return tool;
  const names = tools.slice(0, MAX_NAMED_TOOLS).map((one) => oneLine(one.name));
  if (tools.length > names.length)
    names.push(`${tools.length - names.length} more ("mcp-fleet tools" lists them)`);
  throw new CliError(`The server has no tool "${oneLine(name)}"; it has ${names.join(', ') || 'none'}.`);
}

function readFile(name: string): string {
  try {
    return readFileSync(name === '-' ? 0 : name, 'utf8');
  } catch (cause) {
    throw usageError(`${name} cannot be read: ${(cause as Error).message}`);
  }
}

function report(result: CallToolResult, { output, save }: CallFlags): void {
  const isFailure = result.isError === true;
  if (output === 'json') {
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  } else {
    const { text, notes } = showResult(result, (isFailure ? process.stderr : process.stdout).isTTY);
    (isFailure ? process.stderr : process.stdout).write(text);
    if (save === undefined) for (const note of notes) process.stderr.write(`${note}\n`);
  }
  if (isFailure) {
    process.exitCode = 1;
  } else if (save !== undefined) {
    for (const line of saveBinary(result, save)) process.stderr.write(`${line}\n`);
  }
}

/** The first Ctrl-C gives up the call and tells the server, the second ends the process. */
function interruptible(): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new CliError('The call was given up.', { exitCode: 130 }));
  };
  process.on('SIGINT', onSignal);
  return { signal: controller.signal, end: () => process.off('SIGINT', onSignal) };
}

/** Who answers questions, if there is anybody. */
class User {
  readonly #isThere: boolean;
  readonly #status: StatusLine;
  #prompt: UserPrompt | undefined;

  constructor(isThere: boolean, status: StatusLine) {
    this.#isThere = isThere;
    this.#status = status;
  }

  async elicit(params: ElicitParams): Promise<ElicitResult> {
    this.#status.clear();
    if (!this.#isThere) {
      const question = printable(params.message);
      process.stderr.write(
        `The server asks: ${question}\nDeclined: there is no terminal to answer at; see --ask.\n`,
      );
      return { action: 'decline' };
    }
    this.#prompt ??= new UserPrompt(process.stdin, process.stderr);
    return this.#prompt.elicit(params);
  }

  close(): void {
    this.#prompt?.close();
  }
}
