// `mcp-fleet tools URL`: lists the tools of a server.

import { Command } from 'commander';
import type { JsonObject, Tool } from '../protocol/mcp.ts';
import {
  addConnectionFlags,
  CONNECTION_HELP,
  type ConnectionFlags,
  connect,
  explainingErrors,
} from './client/connection-flags.ts';
import { oneLine } from './client/printable.ts';
import { alignTable } from './client/table.ts';
import { examples } from './help.ts';

interface ToolsFlags extends ConnectionFlags {
  readonly json: boolean;
}

export function toolsCommand(): Command {
  const command = new Command('tools')
    .description('list the tools of a server')
    .argument('<url>', 'where the server is')
    .option('--json', 'the list as the server sends it', false)
    .addHelpText('after', CONNECTION_HELP)
    .addHelpText(
      'after',
      examples(
        ['mcp-fleet tools localhost:5000', 'name, title, arguments and description of each tool'],
        ['mcp-fleet tools localhost:5000 --json', 'with their schemas, for programs'],
        ['mcp-fleet tools localhost:5000 --era session', 'as clients of 2025-11-25 and older see it'],
      ),
    );
  return addConnectionFlags(command).action((url: string, flags: ToolsFlags) =>
    explainingErrors(() => listTools(url, flags)),
  );
}

async function listTools(url: string, flags: ToolsFlags): Promise<void> {
  const client = await connect(url, flags, {});
  try {
    const tools = await client.listTools();
    process.stdout.write(flags.json ? `${JSON.stringify(tools, null, 2)}\n` : asTable(tools));
  } finally {
    await client.close();
  }
}

function asTable(tools: readonly Tool[]): string {
  if (tools.length === 0) return 'The server has no tools.\n';
  const rows = tools.map((tool) => [
    oneLine(tool.name),
    oneLine(tool.title ?? tool.annotations?.title ?? ''),
    argumentsOf(tool),
    oneLine(tool.description?.split('\n', 1)[0] ?? ''),
  ]);
  return alignTable(['NAME', 'TITLE', 'ARGUMENTS', 'DESCRIPTION'], rows, process.stdout.columns);
}

/** `city units=metric|imperial [days]`: what may be left out stands in brackets. */
function argumentsOf({ inputSchema }: Tool): string {
  const { properties = {}, required = [] } = inputSchema as {
    properties?: Record<string, JsonObject>;
    required?: readonly string[];
  };
  const names = Object.keys(properties);
  const inOrder = [
    ...names.filter((name) => required.includes(name)),
    ...names.filter((name) => !required.includes(name)).map((name) => `[${name}]`),
  ];
  return oneLine(inOrder.join(' '));
}
