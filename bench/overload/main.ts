// `npm run overload`: what servers do with more calls than they can answer. Ours and the official SDK's, under load that
// does not wait for answers.
// Exit code 1 when a part had to be refused (a machine too busy to measure on) or missed a bar.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { fillCompileCache } from '../compile-cache.ts';
import { chooseCores } from '../cores.ts';
import { currentCommit, describeMachine } from '../machine.ts';
import { UsageError } from '../options.ts';
import { showProgress } from '../progress.ts';
import { NotMeasurable } from './ladder.ts';
import { type OverloadOptions, parseOptions, usage } from './options.ts';
import { measurePart, type PartName, type PartSettings, serverCommands } from './parts.ts';
import { drawPicture } from './picture/draw.ts';
import { partBlock, refusalBlock } from './report.ts';
import { type MeasuredPart, type Results, readResults, writeResults } from './results.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const whole = {
  warmMs: 1500,
  onsetMs: 1000,
  measureMs: 3000,
  connections: 1500,
  mostConnections: 4000,
  attempts: 2,
  believeAll: false,
  ladder: [0.5, 1, 2, 5, 10, 20],
  enduranceMs: 30_000,
};
const quick = {
  warmMs: 200,
  onsetMs: 100,
  measureMs: 300,
  connections: 100,
  mostConnections: 500,
  attempts: 1,
  believeAll: true,
  ladder: [5],
  enduranceMs: 600,
};

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') {
    console.log(usage);
    return 0;
  }
  const cores = chooseCores();
  // Asking for health is the only thing this process does meanwhile, and it must not take the server's core for it.
  if (cores !== undefined) stayOn(cores.generator);
  const settings = { ...(options.quick ? quick : whole), cores, progress: showProgress };
  if (!options.quick) await fillCompileCache(serverCommands);
  let failures = 0;
  for (const name of options.parts) {
    const isGood = await runPart(name, settings, options);
    if (!isGood) failures++;
  }
  return failures > 0 ? 1 : 0;
}

function stayOn(core: number): void {
  execFileSync('taskset', ['-pc', String(core), String(process.pid)], { stdio: 'ignore' });
}

/** Whether the part could be measured and reached its bars. */
async function runPart(
  name: PartName,
  settings: PartSettings,
  { quick, bars, json, images }: OverloadOptions,
): Promise<boolean> {
  const provenance = {
    date: new Date().toISOString(),
    commit: currentCommit(root),
    machine: describeMachine(settings.cores),
  };
  let measured: MeasuredPart;
  try {
    measured = { ...provenance, ...(await measurePart(name, settings)) };
  } catch (error) {
    if (!(error instanceof NotMeasurable)) throw error;
    console.log(refusalBlock(name, error.message));
    return false;
  } finally {
    showProgress('');
  }
  if (quick) measured.bars = [];
  console.log(partBlock(name, measured));
  if (!quick) {
    const results: Results = { ...readResults(json), [name]: measured };
    writeResults(json, results);
    await drawPicture(results, images);
  }
  return !bars || measured.bars.every(({ reached }) => reached);
}

try {
  process.exitCode = await main();
} catch (error) {
  const misused = error instanceof UsageError;
  console.error(misused ? `${error.message}\n\n${usage}` : `The load could not be run. ${String(error)}`);
  process.exitCode = misused ? 2 : 1;
}
