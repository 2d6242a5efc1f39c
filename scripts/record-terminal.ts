// `node --conditions=mcp-fleet-source scripts/record-terminal.ts`: starts the example, calls a tool, and draws what the
// terminal showed as docs/images/terminal.svg. A test does the same and compares.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { terminalPicture } from './terminal-picture.ts';

const ROOT = join(import.meta.dirname, '..');
const COLUMNS = 96;
const START = ['start'];
const CALL = 'cli call localhost:5000 csv_stats --arg columns=["latency_ms"] --arg group_by=region'.split(
  ' ',
);

/** The picture as it would be now. */
export async function recordTerminal(): Promise<string> {
  const server = runScript([...START, '--port', '0']);
  try {
    const served = await firstLine(server);
    const port = /:(\d+)\/mcp/.exec(served)?.[1];
    if (port === undefined) throw new Error(`npm start printed no address: ${served}`);
    const answer = await outputOf(CALL.map((argument) => argument.replace('5000', port)));
    const [, ...args] = CALL;
    const lines = [
      '$ npm start',
      served.replace(port, '5000'),
      '',
      `$ npm run cli -- ${args.map((argument) => (argument.includes('"') ? `'${argument}'` : argument)).join(' ')}`,
      ...answer.trimEnd().split('\n'),
    ];
    return terminalPicture('npm start serves the workbench; a call of its tool csv_stats', lines, COLUMNS);
  } finally {
    server.kill('SIGTERM');
    if (server.exitCode === null) await once(server, 'exit');
  }
}

function runScript(args: readonly string[]): ChildProcess {
  const argv = [join(ROOT, 'scripts/run.mjs'), ...args];
  return spawn(process.execPath, argv, { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] });
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout !== null) for await (const line of createInterface({ input: stdout })) return line;
  throw new Error('npm start printed nothing.');
}

async function outputOf(args: readonly string[]): Promise<string> {
  const child = runScript(args);
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${output}`);
  return output;
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(join(ROOT, 'docs/images/terminal.svg'), await recordTerminal());
}
