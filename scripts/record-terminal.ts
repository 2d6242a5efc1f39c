// `node scripts/record-terminal.ts`: starts the example, uses it, and draws what a terminal shows, without the lines of
// npm, as docs/images/terminal.svg. A test does the same and compares.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { terminalPicture } from './terminal-picture.ts';

const ROOT = join(import.meta.dirname, '..');
const COLUMNS = 96;
const PORT = '5000';
const CALLS = [
  `tools localhost:${PORT}`,
  `call localhost:${PORT} csv_stats --arg columns=latency_ms`,
  `call localhost:${PORT} chart --arg x=time --arg y=price_eur --save chart.png`,
];

/** The picture as it would be now. */
export async function recordTerminal(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-fleet-terminal-'));
  const server = run(['start', '--port', '0']);
  try {
    const served = await firstLine(server);
    const port = /:(\d+)\/mcp/.exec(served)?.[1];
    if (port === undefined) throw new Error(`npm start printed no address: ${served}`);
    const lines = ['$ npm start', served.replace(port, PORT)];
    for (const call of CALLS) {
      const args = call.replace(PORT, port).replace('chart.png', join(folder, 'chart.png'));
      // A terminal shows progress on one line and takes it away; without one, -q leaves it out.
      const quiet = call.startsWith('call') ? ['-q'] : [];
      const output = await outputOf(['cli', ...args.split(' '), ...quiet]);
      lines.push('', `$ npm run cli -- ${call}`, ...output.replace(`${folder}/`, '').trimEnd().split('\n'));
    }
    return terminalPicture('npm start, and three commands that use what it serves', lines, COLUMNS);
  } finally {
    server.kill('SIGTERM');
    if (server.exitCode === null) await once(server, 'exit');
    rmSync(folder, { recursive: true });
  }
}

function run(args: readonly string[]): ChildProcess {
  const argv = [join(ROOT, 'scripts/run.mjs'), ...args];
  return spawn(process.execPath, argv, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function firstLine({ stdout, stderr }: ChildProcess): Promise<string> {
  stderr?.resume();
  if (stdout !== null) for await (const line of createInterface({ input: stdout })) return line;
  throw new Error('npm start printed nothing.');
}

/** Of both streams, in the order in which a terminal shows them: results come before what is said about them. */
async function outputOf(args: readonly string[]): Promise<string> {
  const child = run(args);
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  }
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${texts.stderr}`);
  return texts.stdout + texts.stderr;
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(join(ROOT, 'docs/images/terminal.svg'), await recordTerminal());
}
