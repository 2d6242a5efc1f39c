// Lets one process at a time install into this checkout. The lock is a file that holds its owner's process id, so that
// a lock whose owner died is recognised and taken over.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SetupError } from './setup-error.mjs';

const POLL_MS = 200;
const MAX_WAIT_MS = 10 * 60_000;
const NOT_WRITABLE = new Set(['EACCES', 'EPERM', 'EROFS']);

/** Runs `install` while holding `lockFile`, unless `isDone()` turns true while another process holds it. */
export async function installOnce(lockFile, isDone, install) {
  const deadline = Date.now() + MAX_WAIT_MS;
  while (!tryLock(lockFile)) {
    if (Date.now() > deadline)
      throw new SetupError(`Another install seems stuck. Delete ${lockFile} and run this again.`);
    await delay(POLL_MS);
  }
  try {
    if (!isDone()) await install();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

function tryLock(lockFile) {
  try {
    mkdirSync(dirname(lockFile), { recursive: true });
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (NOT_WRITABLE.has(error.code)) {
      throw new SetupError(
        `${dirname(lockFile)} cannot be written to. Run this as the owner of the checkout.`,
      );
    }
    if (error.code !== 'EEXIST') throw error;
    removeIfStale(lockFile);
    return false;
  }
}

/** One process at a time looks and removes, so that none removes a lock that another one took in between. */
function removeIfStale(lockFile) {
  const guard = `${lockFile}.guard`;
  try {
    writeFileSync(guard, '', { flag: 'wx' });
  } catch {
    return;
  }
  if (!ownerIsAlive(lockFile)) rmSync(lockFile, { force: true });
  rmSync(guard);
}

function ownerIsAlive(lockFile) {
  try {
    const owner = Number(readFileSync(lockFile, 'utf8'));
    // Zero: created, and its owner has not written its id yet.
    if (owner !== 0) process.kill(owner, 0);
    return true;
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}
