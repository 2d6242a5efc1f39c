// However many processes want to install at once, one does, also when an earlier owner of the lock died.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';

const INSTALL_LOCK = join(import.meta.dirname, 'install-lock.mjs');
const folder = mkdtempSync(join(tmpdir(), 'mcp-fleet-lock-'));
const lockFile = join(folder, 'install.lock');
const installed = join(folder, 'installed');

beforeEach(() => rmSync(installed, { force: true }));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A process that installs by adding a line to a file. */
function installInProcess(): Promise<number | null> {
  const source = `
    import { appendFileSync, existsSync } from 'node:fs';
    import { installOnce } from ${JSON.stringify(INSTALL_LOCK)};
    const installed = ${JSON.stringify(installed)};
    await installOnce(${JSON.stringify(lockFile)}, () => existsSync(installed), () => appendFileSync(installed, 'once\\n'));
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve) => child.once('close', resolve));
}

test('of several processes that want to install at once, one does', async () => {
  const codes = await Promise.all(Array.from({ length: 4 }, installInProcess));
  assert.deepEqual(codes, [0, 0, 0, 0]);
  assert.equal(readFileSync(installed, 'utf8'), 'once\n');
  assert.equal(existsSync(lockFile), false);
});

test('the lock of an owner that died is taken over', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(lockFile, String(pid));
  const codes = await Promise.all(Array.from({ length: 4 }, installInProcess));
  assert.deepEqual(codes, [0, 0, 0, 0]);
  assert.equal(readFileSync(installed, 'utf8'), 'once\n');
  assert.equal(existsSync(lockFile), false);
});
