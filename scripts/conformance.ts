// `npm run conformance`: lets the official suite judge one of our examples (or, with --url, any running server) by the
// requirements of each revision, those it runs without scoring included. Exits 0 when none of their checks fails.

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { countOf, passes, printScenario } from './conformance-report.ts';
import { type ServerUnderTest, startServer } from './conformance-server.ts';
import { runSuite, type ScenarioResult } from './conformance-suite.ts';

const BOTH = ['2025-11-25', '2026-07-28'];
/** The same server, written with what its name says, and the revisions that it is judged by. */
const SERVERS = {
  native: { file: 'examples/everything/server.ts', revisions: BOTH },
  sdk: { file: 'examples/everything-sdk/server.ts', revisions: BOTH },
  // In 2026-07-28 the suite wants names on questions, which this SDK cannot give.
  'sdk-v1': { file: 'examples/everything-sdk-v1/server.ts', revisions: ['2025-11-25'] },
};
type ServerName = keyof typeof SERVERS;
const USAGE = `Usage: npm run conformance -- [options]

  --server NAME            ${Object.keys(SERVERS).join(', ')}: which example is started; default: native
  --url URL                a running server instead
  --requirements REVISION  may be given more than once; default: ${BOTH.join(' and ')}, of sdk-v1 the first
  --scenario NAME          only this scenario
  --verbose                also what the suite and the server print, and the checks that were skipped
`;

interface Options {
  server: ServerName;
  url: string | undefined;
  revisions: string[];
  scenario: string | undefined;
  isVerbose: boolean;
}

interface Verdict {
  isPassed: boolean;
  summary: string;
}

/** Optional extensions that this server does not implement are run, shown, and not counted. */
function isOptional(scenario: ScenarioResult): boolean {
  return scenario.name.startsWith('tasks-');
}

function readOptions(): Options | undefined {
  const { values } = parseArgs({
    options: {
      server: { type: 'string', default: 'native' },
      url: { type: 'string' },
      requirements: { type: 'string', multiple: true },
      scenario: { type: 'string' },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { server, url, requirements, scenario, verbose: isVerbose } = values;
  if (!isServerName(server)) throw new Error(`There is no --server ${server}.\n\n${USAGE}`);
  const revisions = requirements ?? SERVERS[server].revisions;
  return values.help ? undefined : { server, url, revisions, scenario, isVerbose };
}

function isServerName(name: string): name is ServerName {
  return Object.hasOwn(SERVERS, name);
}

function sum(scenarios: ScenarioResult[]): string {
  const total = (...statuses: Parameters<typeof countOf>[1][]): number =>
    scenarios.reduce((count, scenario) => count + countOf(scenario, ...statuses), 0);
  const passed = scenarios.filter(passes).length;
  return (
    `${passed}/${scenarios.length} scenarios, ${total('SUCCESS', 'FAILURE')} checks, ` +
    `${total('FAILURE')} failures, ${total('WARNING')} warnings`
  );
}

async function judge(
  url: string,
  revision: string,
  run: { options: Options; workDir: string; signal: AbortSignal },
): Promise<Verdict> {
  const { scenario, isVerbose } = run.options;
  const resultsDir = join(run.workDir, revision);
  await mkdir(resultsDir);
  console.log(`\n${revision} on ${url}`);
  const suite = await runSuite({ url, revision, scenario, resultsDir, signal: run.signal });
  if (isVerbose) console.log(suite.output);
  for (const result of suite.scenarios) {
    printScenario(result, { isCounted: !isOptional(result), isVerbose });
  }
  for (const line of suite.totals) console.log(`suite: ${line}`);

  const optional = suite.scenarios.filter(isOptional);
  if (optional.length > 0) console.log(`optional extensions, not counted: ${sum(optional)}`);
  const counted = suite.scenarios.filter((result) => !isOptional(result));
  return {
    isPassed: counted.length > 0 && counted.every(passes),
    summary: `conformance ${revision}: ${sum(counted)}`,
  };
}

async function judgeAll(options: Options, signal: AbortSignal): Promise<Verdict[]> {
  const workDir = await mkdtemp(join(tmpdir(), 'mcp-fleet-conformance-'));
  let server: ServerUnderTest | undefined;
  try {
    if (options.url === undefined) server = await startServer(SERVERS[options.server].file, signal);
    const url = options.url ?? server?.url ?? '';
    const verdicts: Verdict[] = [];
    for (const revision of options.revisions) {
      verdicts.push(await judge(url, revision, { options, workDir, signal }));
    }
    return verdicts;
  } finally {
    await server?.stop();
    if (options.isVerbose && server !== undefined) console.log(`\nThe server printed:\n${server.output()}`);
    await rm(workDir, { recursive: true, force: true });
  }
}

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interruption.abort(new Error(`Stopped by ${signal}.`)));
}

try {
  const options = readOptions();
  if (options === undefined) {
    console.log(USAGE);
  } else {
    const verdicts = await judgeAll(options, interruption.signal);
    console.log(`\n${verdicts.map((verdict) => verdict.summary).join('\n')}`);
    process.exitCode = verdicts.every((verdict) => verdict.isPassed) ? 0 : 1;
  }
} catch (error) {
  const cause: unknown = interruption.signal.aborted ? interruption.signal.reason : error;
  console.error(cause instanceof Error ? cause.message : cause);
  process.exitCode = 1;
}
