// Runs the official conformance suite once, for one revision of the specification, and reads what it found. The suite
// prints a summary line a scenario and writes the checks of each as JSON; both are compared, so that nothing is missed.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Far more than a healthy run takes; the suite itself bounds each scenario to 30 s. */
const SUITE_DEADLINE_MS = 20 * 60_000;

export type CheckStatus = 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO';

export interface Check {
  id: string;
  name: string;
  status: CheckStatus;
  errorMessage?: string;
  /** Some checks explain themselves only here. */
  details?: { message?: string };
}

export interface ScenarioResult {
  name: string;
  checks: Check[];
  /** Extensions bring this when the revision does not count the scenario; the reason that the suite gives. */
  notScored?: string;
}

export interface SuiteRun {
  scenarios: ScenarioResult[];
  /** The suite's own closing lines. */
  totals: string[];
  /** Everything the suite printed. */
  output: string;
}

export interface SuiteOptions {
  url: string;
  revision: string;
  /** Run only this scenario; default: all that the revision requires, and those it runs without scoring. */
  scenario: string | undefined;
  /** An empty directory that the suite may fill. */
  resultsDir: string;
  signal: AbortSignal;
}

/** @throws Error with the suite's output when it ends before it has a result for every scenario. */
export async function runSuite(options: SuiteOptions): Promise<SuiteRun> {
  const { url, revision, scenario, resultsDir } = options;
  const selection =
    scenario === undefined
      ? ['--requirements', revision]
      : ['--scenario', scenario, '--spec-version', revision, '--force'];
  const output = await capture(
    [suiteBin(), 'server', '--url', url, ...selection, '--output-dir', resultsDir],
    options.signal,
  );
  const names = scenario === undefined ? summaryScenarios(output) : [scenario];
  if (names.length === 0 || names.length !== (announcedCount(output) ?? names.length)) {
    throw new Error(`The suite did not finish for ${revision}.\n${output.slice(-4_000)}`);
  }
  const reasons = notScoredReasons(output);
  const saved = await readChecks(resultsDir);
  const scenarios = names.map((name): ScenarioResult => {
    const checks = saved.get(name) ?? [noResult(name)];
    const notScored = reasons.get(name);
    return notScored === undefined ? { name, checks } : { name, checks, notScored };
  });
  return { scenarios, totals: totalLines(output), output };
}

/** The names on the summary's lines, e.g. `✓ ping: 2 passed, 0 failed`. */
export function summaryScenarios(output: string): string[] {
  const summary = output.split('=== SUMMARY ===')[1] ?? '';
  return [...summary.matchAll(/^[✓✗] (\S+): \d+ passed, \d+ failed$/gm)].map((match) => match[1] ?? '');
}

/** How many scenarios the suite said it would run. */
export function announcedCount(output: string): number | undefined {
  const match = /^Running .+ \((\d+) scenarios\) against /m.exec(output);
  return match === null ? undefined : Number(match[1]);
}

/** Why a scenario does not count, by its name, from lines such as `  ✗ tasks-lifecycle (extension)`. */
export function notScoredReasons(output: string): Map<string, string> {
  const list = output.split('Not scored for ')[1] ?? '';
  return new Map(
    [...list.matchAll(/^ {2}[✓✗] (\S+) \((.+)\)$/gm)].map((match) => [match[1] ?? '', match[2] ?? '']),
  );
}

function totalLines(output: string): string[] {
  return output
    .split('\n')
    .filter((line) => /^(Total: |Not scored for |Passed: )/.test(line))
    .map((line) => line.trim());
}

/** A result directory is called `server-<scenario>-<time>`; a scenario that broke leaves none, or an empty one. */
async function readChecks(resultsDir: string): Promise<Map<string, Check[]>> {
  const checks = new Map<string, Check[]>();
  for (const entry of await readdir(resultsDir)) {
    const name = /^server-(.+)-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z$/.exec(entry)?.[1];
    if (name === undefined) continue;
    const json = await readFile(join(resultsDir, entry, 'checks.json'), 'utf8').catch(() => undefined);
    if (json !== undefined) checks.set(name, JSON.parse(json) as Check[]);
  }
  return checks;
}

function noResult(name: string): Check {
  return { id: 'no-result', name, status: 'FAILURE', errorMessage: 'The suite wrote no result for it.' };
}

function suiteBin(): string {
  const manifest = createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json');
  return join(manifest, '..', 'dist', 'index.js');
}

/** Runs Node and returns all it prints; the suite's exit code says less than its results do. */
async function capture(argv: string[], signal: AbortSignal): Promise<string> {
  const child = spawn(process.execPath, argv, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
    signal: AbortSignal.any([signal, AbortSignal.timeout(SUITE_DEADLINE_MS)]),
  });
  let output = '';
  const collect = (chunk: string): void => {
    output += chunk;
  };
  child.stdout.setEncoding('utf8').on('data', collect);
  child.stderr.setEncoding('utf8').on('data', collect);
  await once(child, 'close');
  return output;
}
