// The one entry of every npm script: `node scripts/run.mjs <task> [args...]`.
// It makes a fresh clone ready (a current Node, the npm packages, the programs that tests start) and then runs the task
// with that Node. It is plain JavaScript that an older Node can read, because finding and replacing an older Node is its
// job.
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChild } from './bootstrap/child.mjs';
import { ensureDependencies } from './bootstrap/dependencies.mjs';
import { ensureNode } from './bootstrap/node-runtime.mjs';
import { SetupError } from './bootstrap/setup-error.mjs';
import { watchForUrl } from './bootstrap/start-hint.mjs';
import { ensurePrograms } from './bootstrap/system-programs.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const START_PORT = '5000';

/**
 * `argv` is what Node runs, with `flags` before it; the caller's arguments follow it. `onStdout` sees the output before
 * the caller does. `programs` are those of the system that the task starts, given the caller's arguments.
 */
const TASKS = {
  start: {
    summary: `serve examples/workbench with three processes on port ${START_PORT}; flags of "mcp-fleet serve" may follow`,
    // The flags of the installed command: docs/adr/0011-young-generation.md.
    flags: ['--min-semi-space-size=16', '--max-semi-space-size=16'],
    argv: [
      'src/cli/main.ts',
      'serve',
      'examples/workbench/server.ts',
      ...['--port', START_PORT],
      ...['--processes', '3'],
    ],
    onStdout: watchForUrl,
  },
  cli: {
    summary: 'the command "mcp-fleet"; its arguments follow',
    argv: ['src/cli/main.ts'],
  },
  test: {
    summary: 'every check and every test; or only the steps named',
    argv: ['scripts/verify.ts', 'test'],
    programs: (steps) =>
      steps.length === 0 || steps.includes('integration') ? ['redis-server', 'openssl'] : [],
  },
  check: {
    summary: 'format, lint, types, layers, unit tests, examples',
    argv: ['scripts/verify.ts', 'check'],
  },
  conformance: { summary: 'the official MCP conformance suite', argv: ['scripts/conformance.ts'] },
  bench: { summary: 'measure throughput and latency', argv: ['bench/main.ts'] },
  overload: {
    summary: 'measure what more load than can be borne does',
    argv: ['bench/overload/main.ts'],
  },
  fuzz: { summary: 'send broken requests and see that nothing breaks', argv: ['scripts/fuzz.ts'] },
  build: { summary: 'compile src/ to dist/ and check the result', argv: ['scripts/build.ts'] },
  docs: {
    summary: 'build the documentation to docs/.vitepress/dist',
    argv: ['node_modules/vitepress/bin/vitepress.js', 'build', 'docs'],
  },
  'docs:dev': {
    summary: 'serve the documentation on loopback while it is written',
    argv: ['node_modules/vitepress/bin/vitepress.js', 'dev', 'docs', '--host', '127.0.0.1'],
  },
  'docs:options': {
    summary: 'write docs/options.md from the options in the code',
    argv: ['scripts/options-reference.ts'],
  },
  format: {
    summary: 'format and fix every file',
    argv: ['node_modules/@biomejs/biome/bin/biome', 'check', '--write'],
  },
};

function listTasks() {
  const rows = Object.entries(TASKS).map(([name, task]) => `  ${name.padEnd(14)}${task.summary}`);
  return `Usage: node scripts/run.mjs <task> [arguments]\n\nTasks:\n${rows.join('\n')}\n`;
}

async function main([name, ...args]) {
  if (name === undefined || !Object.hasOwn(TASKS, name)) {
    process.stderr.write(name === undefined ? listTasks() : `There is no task "${name}".\n\n${listTasks()}`);
    return 2;
  }
  const task = TASKS[name];
  const node = await ensureNode(ROOT);
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` };
  await ensureDependencies(ROOT, env);
  await ensurePrograms(task.programs?.(args) ?? [], { root: ROOT, env });
  if (!existsSync(join(ROOT, task.argv[0])))
    throw new SetupError(`${task.argv[0]} is missing from this checkout.`);
  const argv = ['--conditions=mcp-fleet-source', ...(task.flags ?? []), ...task.argv, ...args];
  return runChild(node, argv, { cwd: ROOT, env, onStdout: task.onStdout?.() });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
