// A project of a user, in a temporary folder: the packed tarball installed into it by npm, and commands run in it.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { userEnvironment } from '../support/user-environment.ts';

export const REPOSITORY = join(import.meta.dirname, '../..');
const URL_DEADLINE_MS = 30_000;

export interface RunningServer {
  readonly url: string;
  /** Sends SIGTERM and resolves with the exit code. */
  stop(): Promise<number | null>;
}

export class InstalledProject {
  readonly folder = mkdtempSync(join(tmpdir(), 'mcp-fleet-package-'));

  /** Packs the repository, which builds it first, and installs the tarball and zod. Returns the files in the tarball. */
  install(): readonly string[] {
    this.run('npm', ['pack', '--loglevel=error', '--pack-destination', this.folder], REPOSITORY);
    const tarball = readdirSync(this.folder).find((name) => name.endsWith('.tgz'));
    if (tarball === undefined) throw new Error('npm pack wrote no tarball');
    const listing = this.run('tar', ['-tzf', tarball]);
    this.write('package.json', JSON.stringify({ name: 'user-project', private: true, type: 'module' }));
    this.run('npm', [
      'install',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      `./${tarball}`,
      'zod',
    ]);
    return listing
      .trim()
      .split('\n')
      .map((path) => path.replace(/^package\//, ''));
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  /** Returns the standard output; throws with all of the output when the command fails. */
  run(command: string, args: readonly string[], cwd = this.folder): string {
    const { status, stdout, stderr, error } = spawnSync(command, args, {
      cwd,
      env: userEnvironment(),
      encoding: 'utf8',
    });
    if (error !== undefined) throw error;
    if (status !== 0)
      throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
    return stdout;
  }

  /** Starts the installed `mcp-fleet serve FILE` on a free port and waits for the URL that it prints. */
  serve(file: string): Promise<RunningServer> {
    // What npx runs, without npx: npm does not hand the exit code on when a signal arrives.
    const child = spawn(join('node_modules', '.bin', 'mcp-fleet'), ['serve', file, '--port', '0'], {
      cwd: this.folder,
      env: userEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
    return new Promise((resolve, reject) => {
      let output = '';
      const fail = (reason: string) => {
        clearTimeout(deadline);
        child.kill('SIGKILL');
        reject(new Error(`${reason}:\n${output}`));
      };
      const deadline = setTimeout(() => fail('the server printed no URL'), URL_DEADLINE_MS);
      child.once('error', (error) => fail(error.message));
      void exited.then((code) => fail(`the server ended with ${code}`));
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          output += text;
          const url = /https?:\/\/[\w.:[\]-]+\/mcp\b/.exec(output)?.[0];
          if (url === undefined) return;
          clearTimeout(deadline);
          resolve({
            url,
            stop: () => {
              child.kill('SIGTERM');
              return exited;
            },
          });
        });
      }
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
