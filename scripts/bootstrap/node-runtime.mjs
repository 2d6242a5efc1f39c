// Finds a Node that can run the sources: the running one, or a current one brought once into .runtime/ from npm.
import { spawnSync } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from './child.mjs';
import { installOnce } from './install-lock.mjs';
import { SetupError } from './setup-error.mjs';

// From this version on, Node strips types by itself. It equals "engines" in package.json.
const MIN_MAJOR = 22;
const MIN_MINOR = 18;
const PINNED_VERSION = '24.21.0';

/** Resolves with the path of the executable. */
export async function ensureNode(root) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > MIN_MAJOR || (major === MIN_MAJOR && minor >= MIN_MINOR)) return process.execPath;

  // The platform's own package holds the executable. "node" on npm only fetches it in an install script.
  const name = `node-${process.platform}-${process.arch}`;
  const home = join(root, '.runtime', `node-${PINNED_VERSION}`);
  const node = join(home, 'node_modules', name, 'bin', 'node');
  const isDone = () => existsSync(node);
  if (!isDone()) {
    await installOnce(join(root, '.runtime', 'install.lock'), isDone, () => install(root, name, home));
  }
  return node;
}

async function install(root, name, home) {
  process.stderr.write(
    `Node ${process.versions.node} is too old; bringing Node ${PINNED_VERSION} into .runtime/...\n`,
  );
  const advice = `Install Node ${MIN_MAJOR}.${MIN_MINOR} or newer (https://nodejs.org) and run this again.`;
  // Renamed into place when complete, so that an interrupted download is never taken for a Node.
  const partial = join(root, '.runtime', 'partial');
  rmSync(partial, { recursive: true, force: true });
  const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = await runChild(
    'npm',
    ['install', '--prefix', partial, ...options, `${name}@${PINNED_VERSION}`],
    {
      cwd: root,
      stdio: ['ignore', 2, 2],
    },
  );
  if (code !== 0) throw new SetupError(`npm has no Node for this machine, or cannot be reached. ${advice}`);
  const check = spawnSync(join(partial, 'node_modules', name, 'bin', 'node'), ['--version'], {
    encoding: 'utf8',
  });
  if (check.stdout?.trim() !== `v${PINNED_VERSION}`) {
    throw new SetupError(`The Node from npm does not run on this machine. ${advice}`);
  }
  renameSync(partial, home);
}
