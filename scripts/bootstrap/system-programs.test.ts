// Programs that tests start are installed where that can be done, and named where not. The package manager of these tests
// is a script that does what it is told.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

const SYSTEM_PROGRAMS = join(import.meta.dirname, 'system-programs.mjs');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mcp-fleet-programs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function writeProgram(name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

/** Asks for both programs, with nothing in PATH but what the test has put there. Prints `done` when they are there. */
function ensure(isRoot: boolean) {
  const policyFile = join(folder, 'policy-rc.d');
  const options = { root: folder, env: { PATH: folder }, policyFile };
  const source = `
    process.getuid = () => ${isRoot ? 0 : 1000};
    const { ensurePrograms } = await import(${JSON.stringify(SYSTEM_PROGRAMS)});
    await ensurePrograms(['redis-server', 'openssl'], ${JSON.stringify(options)}).then(
      () => console.log('done'),
      (error) => console.log(error.name + ': ' + error.message),
    );
  `;
  // Commands are looked up in the PATH of the process.
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', source], {
    encoding: 'utf8',
    env: { PATH: folder },
  });
  return { stdout, isPolicyLeft: existsSync(policyFile) };
}

test('programs that are there are not installed', () => {
  writeProgram('redis-server', 'echo "Redis server v=7.0.15 sha=0"');
  writeProgram('openssl', '');
  assert.equal(ensure(false).stdout, 'done\n');
});

test('an ordinary user is told what to install', () => {
  writeProgram('openssl', '');
  assert.equal(
    ensure(false).stdout,
    'Error: The tests start redis-server, which is not installed. Run "sudo apt-get install redis-server" ' +
      '(macOS: "brew install redis"), then this again.\n',
  );
});

test('root gets them from apt-get, and no service is started', () => {
  const log = join(folder, 'log');
  writeProgram(
    'apt-get',
    `echo "$@" >> ${log}
if [ "$2" = install ]; then
  [ -x ${folder}/policy-rc.d ] && echo "no services" >> ${log}
  printf '#!/bin/sh\\necho "Redis server v=7.2.4 sha=0"\\n' > ${folder}/redis-server
  printf '#!/bin/sh\\n' > ${folder}/openssl
  /bin/chmod +x ${folder}/redis-server ${folder}/openssl
fi`,
  );
  const { stdout, isPolicyLeft } = ensure(true);
  assert.equal(stdout, 'done\n');
  assert.equal(
    readFileSync(log, 'utf8'),
    '-qq update\n-qq install -y --no-install-recommends redis-server openssl\nno services\n',
  );
  assert.equal(isPolicyLeft, false);
});

test('root is told what to install when apt-get fails', () => {
  writeProgram('apt-get', 'exit 100');
  const { stdout, isPolicyLeft } = ensure(true);
  assert.match(stdout, /^Error: The tests start redis-server and openssl, which are not installed\. /);
  assert.equal(isPolicyLeft, false);
});

test('a Redis that is too old is refused', () => {
  writeProgram('redis-server', 'echo "Redis server v=6.0.16 sha=0"');
  writeProgram('openssl', '');
  assert.equal(
    ensure(false).stdout,
    'Error: redis-server has version 6.0.16; the tests need 7.0 or newer.\n',
  );
});
