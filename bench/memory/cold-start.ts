// How long the compiled command takes from its spawn to the first correct answer of a tools/call.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ChildOutput } from '../child-output.ts';
import { youngGeneration } from '../server-process.ts';
import { median } from '../statistics.ts';
import { callEcho } from './mcp-requests.ts';
import type { MemoryOutcome } from './outcome.ts';

const mostStartMs = 400;
const root = fileURLToPath(new URL('../..', import.meta.url));
const command = 'dist/cli/main.js';

export async function measureColdStart(starts: number): Promise<MemoryOutcome> {
  if (!existsSync(`${root}${command}`)) throw new Error(`There is no ${command}: run "npm run build" first`);
  const startsMs: number[] = [];
  for (let start = 0; start < starts; start++) startsMs.push(await startOnce());
  const startMs = median(startsMs);
  const range = `${Math.min(...startsMs).toFixed(0)} to ${Math.max(...startsMs).toFixed(0)}`;
  return {
    lines: [`${startMs.toFixed(0)} ms from spawn to the first answer (median of ${starts}, ${range})`],
    values: { starts, medianStartMs: startMs },
    bar: { wanted: `<= ${mostStartMs} ms from spawn to the first answer`, reached: startMs <= mostStartMs },
  };
}

async function startOnce(): Promise<number> {
  const spawnedAtMs = performance.now();
  const argv = [...youngGeneration, command, 'serve', 'bench/servers/fleet.ts', '--port', '0'];
  const child = spawn(process.execPath, argv, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    const body = await callEcho(await new ChildOutput('mcp-fleet', child).port(), 'started');
    const elapsedMs = performance.now() - spawnedAtMs;
    if (!body.includes('"text":"started"')) throw new Error(`The first answer was wrong: ${body}`);
    return elapsedMs;
  } finally {
    const exited = child.exitCode === null ? once(child, 'exit') : undefined;
    child.kill('SIGKILL');
    await exited;
  }
}
