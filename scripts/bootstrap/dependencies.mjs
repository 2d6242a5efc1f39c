// Installs the npm packages of package-lock.json when node_modules does not hold exactly those.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from './child.mjs';
import { installOnce } from './install-lock.mjs';
import { SetupError } from './setup-error.mjs';

/** `env.PATH` names the Node that npm runs with. */
export async function ensureDependencies(root, env) {
  const isDone = () => isInstalled(root);
  if (isDone()) return;
  await installOnce(join(root, '.runtime', 'install.lock'), isDone, async () => {
    process.stderr.write('Installing the npm packages of package-lock.json...\n');
    // NODE_ENV=production must not leave out the tools that the tasks need.
    const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
    const code = await runChild('npm', args, { cwd: root, env, stdio: ['ignore', 2, 2] });
    if (code !== 0) throw new SetupError('"npm ci" failed. Mend what npm reports above and run this again.');
  });
}

/** Compares with the record that npm itself writes into node_modules once an install is complete. */
function isInstalled(root) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  // The empty path is the project itself; an optional package that is absent belongs to another platform.
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || (installed[path] ? installed[path].version === version : optional),
  );
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    throw new SetupError(`${file} cannot be read: ${error.message}`);
  }
}
