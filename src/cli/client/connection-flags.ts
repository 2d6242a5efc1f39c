// The options of the commands that use a server, and the client that they make of them.

import { type Command, Option } from 'commander';
import { ClientError } from '../../client/client-error.ts';
import { McpClient, type McpClientOptions } from '../../client/mcp-client.ts';
import { CliError, usageError } from '../cli-error.ts';
import { readDuration } from '../duration.ts';
import { readManifest } from '../manifest.ts';
import { printable } from './printable.ts';
import { toServerUrl } from './server-url.ts';

export interface ConnectionFlags {
  readonly era: 'auto' | 'modern' | 'session';
  readonly header?: readonly string[];
  readonly headerEnv?: readonly string[];
  /** Milliseconds. */
  readonly timeout: number;
}

/** A bearer token for the server: in the environment, so that it is in no process list and no history. */
const TOKEN_VARIABLE = 'MCP_FLEET_TOKEN';

export const CONNECTION_HELP = `
Environment:
  ${TOKEN_VARIABLE}  token for the server, sent as "Authorization: Bearer ..."

URL: localhost:5000 means http://localhost:5000/mcp, and example.com means https://example.com/mcp.`;

export function addConnectionFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--era <era>', 'how to speak: modern is 2026-07-28, session anything older')
        .choices(['auto', 'modern', 'session'])
        .default('auto'),
    )
    .option('--header <name: value>', 'a header for every request; may be repeated', collect)
    .option('--header-env <name=variable>', 'a header whose value is in an environment variable', collect)
    .addOption(
      new Option('--timeout <time>', 'how long to wait, 90 (seconds), 500ms, 2m; 0: for ever')
        .argParser((text) => readDuration(text, 1000))
        .default(60_000, '60'),
    );
}

/** For an option that may be given several times. */
export function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

/** @throws CliError */
export async function connect(
  url: string,
  flags: ConnectionFlags,
  options: Omit<McpClientOptions, 'url' | 'info' | 'headers' | 'era' | 'timeoutMs'>,
): Promise<McpClient> {
  return McpClient.connect({
    ...options,
    url: toServerUrl(url),
    info: { name: 'mcp-fleet', version: readManifest().version },
    headers: headersFrom(flags),
    era: flags.era,
    timeoutMs: flags.timeout,
    onWarning: (warning) => process.stderr.write(`mcp-fleet: ${printable(warning)}\n`),
  });
}

/** Runs what a command does with a server. Its errors are told to the person at the terminal. */
export async function explainingErrors(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw error instanceof ClientError ? new CliError(explain(error), { cause: error }) : error;
  }
}

function explain({ code, message, rpc }: ClientError): string {
  const text = printable(message);
  switch (code) {
    case 'UNAUTHORIZED':
      return `${text}\nPut a token for this server into the environment variable ${TOKEN_VARIABLE}.`;
    case 'REFUSED':
      return `The server refused: ${text} (code ${rpc?.code})`;
    case 'TIMEOUT':
      return `${text} Give it more time with --timeout.`;
    default:
      return text;
  }
}

/** @throws CliError */
function headersFrom({ header = [], headerEnv = [] }: ConnectionFlags): Record<string, string> {
  const headers: Record<string, string> = {};
  const token = process.env[TOKEN_VARIABLE];
  if (token !== undefined && token !== '') headers['Authorization'] = `Bearer ${token}`;
  for (const text of header) {
    const [, name = '', value = ''] = /^([^:]*):\s*(.*)$/s.exec(text) ?? [];
    if (name.trim().toLowerCase() === 'authorization') {
      throw usageError(
        `Arguments are seen by others; put the token into ${TOKEN_VARIABLE}, or use --header-env.`,
      );
    }
    headers[checkedName(name.trim(), text, '--header "X-Name: value"')] = value;
  }
  for (const text of headerEnv) {
    const [, name = '', variable = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
    const value = process.env[variable];
    if (value === undefined) throw usageError(`There is no environment variable "${variable}".`);
    headers[checkedName(name.trim(), text, '--header-env X-Name=VARIABLE')] = value;
  }
  return headers;
}

function checkedName(name: string, text: string, form: string): string {
  if (/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) return name;
  throw usageError(`"${text}" is no header; it looks like ${form}.`);
}
