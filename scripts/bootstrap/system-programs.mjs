// Sees to programs that tests start and npm does not bring. On Debian and its kin, root gets what is missing from apt-get;
// everybody else is told what to install. A service that comes with a program is neither started nor enabled.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runChild } from './child.mjs';
import { installOnce } from './install-lock.mjs';
import { SetupError } from './setup-error.mjs';

/** By the command: its package for apt-get and for Homebrew, the oldest major version that will do, and its service. */
const PROGRAMS = {
  'redis-server': { apt: 'redis-server', brew: 'redis', minMajor: 7, service: 'redis-server' },
  openssl: { apt: 'openssl', brew: 'openssl' },
};

/** While this file ends with 101, packages do not start services: the invoke-rc.d policy of Debian. */
const POLICY_FILE = '/usr/sbin/policy-rc.d';

/** `env.PATH` is where programs are looked for. */
export async function ensurePrograms(names, { root, env, policyFile = POLICY_FILE }) {
  const missing = () => names.filter((name) => findProgram(name, env) === undefined);
  if (missing().length > 0) {
    if (process.getuid?.() !== 0 || findProgram('apt-get', env) === undefined) throw adviceFor(missing());
    const isDone = () => missing().length === 0;
    await installOnce(join(root, '.runtime', 'install.lock'), isDone, () =>
      withoutServices(policyFile, () => aptInstall(missing(), { root, env })),
    );
    if (!isDone()) throw adviceFor(missing());
  }
  for (const name of names) checkVersion(name, env);
}

function findProgram(name, env) {
  const paths = (env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

async function aptInstall(names, { root, env }) {
  const packages = names.map((name) => PROGRAMS[name].apt);
  process.stderr.write(`Installing ${packages.join(' ')} with apt-get...\n`);
  const options = {
    cwd: root,
    env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 2],
  };
  const apt = (...args) => runChild('apt-get', ['-qq', ...args], options);
  // The list of packages may be missing, or older than what there is; an old one may still do.
  await apt('update');
  const code = await apt('install', '-y', '--no-install-recommends', ...packages);
  if (code !== 0) throw adviceFor(names);
  for (const name of names) disableService(PROGRAMS[name].service);
}

async function withoutServices(policyFile, install) {
  const isOurs = !existsSync(policyFile);
  if (isOurs) writeFileSync(policyFile, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await install();
  } finally {
    if (isOurs) rmSync(policyFile, { force: true });
  }
}

/** It would start with the machine. */
function disableService(service) {
  if (service === undefined || !existsSync('/run/systemd/system')) return;
  spawnSync('systemctl', ['disable', service], { stdio: 'ignore' });
}

function checkVersion(name, env) {
  const { minMajor } = PROGRAMS[name];
  if (minMajor === undefined) return;
  const { stdout } = spawnSync(findProgram(name, env), ['--version'], { encoding: 'utf8' });
  const [, version = 'unknown'] = /v=(\d+\.\d+\.\d+)/.exec(stdout ?? '') ?? [];
  if (Number.parseInt(version, 10) >= minMajor) return;
  throw new SetupError(`${name} has version ${version}; the tests need ${minMajor}.0 or newer.`);
}

function adviceFor(names) {
  const packagesOf = (manager) => names.map((name) => PROGRAMS[name][manager]).join(' ');
  return new SetupError(
    `The tests start ${names.join(' and ')}, which ${names.length === 1 ? 'is' : 'are'} not installed. ` +
      `Run "sudo apt-get install ${packagesOf('apt')}" (macOS: "brew install ${packagesOf('brew')}"), then this again.`,
  );
}
