// Runs a page the way a reader would: makes its files in a folder of their own, types its commands one after the
// other, keeps what serves running, and compares what is printed.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { modern } from '../integration/wire/modern.ts';
import { userEnvironment } from '../support/user-environment.ts';
import { CommandOutput } from './command-output.ts';
import type { Command } from './commands.ts';
import { checkOutput } from './expected-output.ts';
import { type PagePlan, REPOSITORY } from './page-plan.ts';
import { unrunLines } from './unrun-lines.ts';

/** What a page's `check.ts` exports as its default: what its commands do not show, while its last server runs. */
export type PageCheck = (run: PageRun) => Promise<void>;

/** A client that can be asked everything. */
const ALL_CAPABILITIES = { elicitation: { form: {}, url: {} }, sampling: {}, roots: {} };

const DEADLINE_MS = 120_000;
/** What pages say of where a server is. */
const PORT_IN_PAGES = /(127\.0\.0\.1|localhost):5000\b/g;

/** `npm start` and `npm run cli` of the repository. */
const NPM = `[ "$1" = run ] && shift
case "$1" in start|cli)
  task=$1
  shift
  [ "$1" = -- ] && shift
  cd ${REPOSITORY}
  exec node scripts/run.mjs "$task" "$@"
esac`;

export class PageRun {
  readonly folder: string;
  readonly #plan: PagePlan;
  #server: ChildProcess | undefined;
  #url: string | undefined;

  /** @param fixtures a folder whose files the page takes for granted; need not exist */
  constructor(plan: PagePlan, fixtures: string) {
    this.#plan = plan;
    // Inside the repository, so that "mcp-fleet" is this package, and zod is found.
    mkdirSync(join(REPOSITORY, '.cache'), { recursive: true });
    this.folder = mkdtempSync(join(REPOSITORY, '.cache/page-'));
    if (existsSync(fixtures)) cpSync(fixtures, this.folder, { recursive: true });
    // For commands that are typed in a clone.
    for (const name of ['src', 'examples']) symlinkSync(join(REPOSITORY, name), join(this.folder, name));
    mkdirSync(join(this.folder, '.bin'));
    // Without npm in between: it does not hand signals and exit codes on.
    this.#makeCommand('npm', NPM);
    this.#makeCommand('npx', `[ "$1" = mcp-fleet ] && shift && exec node ${REPOSITORY}/src/cli/main.ts "$@"`);
    this.#writeFiles();
  }

  #makeCommand(name: string, script: string): void {
    const text = `#!/bin/sh\n${script}\necho "Pages cannot run ${name} $*" >&2\nexit 1\n`;
    writeFileSync(join(this.folder, '.bin', name), text, { mode: 0o755 });
  }

  /** Of what was served last. @throws Error when nothing was */
  get url(): string {
    if (this.#url === undefined) throw new Error('nothing is served');
    return this.#url;
  }

  /** @throws Error of the first command that fails or prints something else, with its line in the page */
  async runCommands(): Promise<void> {
    for (const command of this.#plan.commands) {
      try {
        const { output, isJson } = command;
        const printed = await this.#perform(command);
        if (output !== undefined) checkOutput(printed, output, isJson);
      } catch (error) {
        throw new Error(`line ${command.line}: ${(error as Error).message}`, { cause: error });
      }
    }
  }

  #perform({ request, text, output, serves }: Command): Promise<string> {
    if (request !== undefined) return this.#ask(request.method, request.params);
    return serves ? this.serve(text, output?.trim().split('\n').length) : this.run(text);
  }

  /** @returns the result as JSON, without what every result has */
  async #ask(method: string, params: object): Promise<string> {
    const { rpc } = await modern(this.url, method, params, { capabilities: ALL_CAPABILITIES });
    const { _meta, resultType, ...result } = rpc.result ?? { error: rpc.error };
    return JSON.stringify(result);
  }

  /** Runs a script of the shell in the page's folder. @returns what it printed @throws Error when it fails */
  async run(script: string): Promise<string> {
    this.#writeFiles();
    const child = this.#spawn(this.#withPort(script));
    const output = new CommandOutput(child);
    const timer = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
    const [code] = await once(child, 'close');
    clearTimeout(timer);
    if (code !== 0) throw new Error(`${script}\nended with ${code}:\n${output.all}`);
    return this.#asInPages(output.stdout);
  }

  /**
   * Starts what goes on until the next `serve` or `stop`.
   * @param script its last command prints the URL that it serves
   * @param lineCount of what it prints, lines to wait for
   * @returns these lines
   */
  async serve(script: string, lineCount = 1): Promise<string> {
    await this.stop();
    const child = this.#spawn(asServer(script));
    this.#server = child;
    const output = new CommandOutput(child);
    this.#url = await output.until((stdout) => {
      const url = /https?:\/\/[\w.:[\]-]+\/mcp\b/.exec(stdout)?.[0];
      return stdout.split('\n').length > lineCount ? url : undefined;
    });
    return this.#asInPages(output.stdout.split('\n').slice(0, lineCount).join('\n'));
  }

  /** Stops what serves. @throws Error when it does not end well */
  async stop(): Promise<void> {
    const code = await this.#end();
    if (code !== 0) throw new Error(`the server ended with ${code}`);
  }

  async #end(): Promise<number | string | null> {
    const child = this.#server;
    this.#server = undefined;
    if (child === undefined) return 0;
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.exitCode ?? child.signalCode;
  }

  /** One line of the page for each line of its code that nothing ran. Only after `stop`. */
  unrun(): number[] {
    return [...this.#plan.files].flatMap(([name, source]) => {
      if (!/\.[cm]?[jt]s$/.test(name)) return [];
      const path = join(this.folder, name);
      const lines = unrunLines(
        join(this.folder, '.coverage'),
        pathToFileURL(path).href,
        this.#fileText(source.text),
      );
      return lines.map((line) => source.pageLine(line));
    });
  }

  async remove(): Promise<void> {
    await this.#end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #writeFiles(): void {
    for (const [name, { text }] of this.#plan.files) {
      const path = join(this.folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, this.#fileText(text));
    }
  }

  #fileText(text: string): string {
    return this.#withPort(text).replaceAll(/port: 5000\b/g, 'port: 0');
  }

  #withPort(text: string): string {
    if (this.#url === undefined) return text;
    return text.replaceAll(PORT_IN_PAGES, `$1:${new URL(this.#url).port}`);
  }

  #asInPages(text: string): string {
    return this.#url === undefined ? text : text.replaceAll(`:${new URL(this.#url).port}`, ':5000');
  }

  #spawn(script: string): ChildProcess {
    const path = [join(this.folder, '.bin'), dirname(process.execPath), process.env['PATH']].join(delimiter);
    const env = {
      ...userEnvironment(),
      PATH: path,
      NODE_OPTIONS: '--conditions=mcp-fleet-source',
      NODE_V8_COVERAGE: join(this.folder, '.coverage'),
      NO_COLOR: '1',
    };
    return spawn('sh', ['-euc', script], { cwd: this.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  }
}

/** The script with its last command in place of the shell, on a free port. */
function asServer(script: string): string {
  const lines = script.replaceAll(/\\\n\s*/g, ' ').split('\n');
  const [, settings, command = ''] = /^((?:\w+=\S+ )*)(.*)$/.exec(lines.pop() ?? '') ?? [];
  const isOurs = /\bmcp-fleet serve\b|^npm start\b/.test(command);
  const separator = /^npm start(?!.* -- )/.test(command) ? ' --' : '';
  const port = isOurs && !command.includes('--port') ? `${separator} --port 0` : '';
  return [...lines, `${settings}exec ${command.replace('--port 5000', '--port 0')}${port}`].join('\n');
}
