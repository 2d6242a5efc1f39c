// Uses the whole workbench the way clients do: starts it through the command line on a free port and
// talks to it with the official client, once in each protocol era. Prints a line a check and exits
// non-zero when anything is not as it should be. What "Check it" in examples/workbench/README.md runs.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkEra } from './smoke/checks.ts';
import { ERAS } from './smoke/session.ts';
import { startServer } from './smoke/start-server.ts';

const folder = await mkdtemp(join(tmpdir(), 'workbench-smoke-'));
try {
  // A folder a run: the notes of an earlier one must not be found.
  const server = await startServer({ WORKBENCH_NOTES: join(folder, 'notes') });
  let failures = 0;
  try {
    for (const era of ERAS) failures += await checkEra(server.url, era);
  } finally {
    await server.stop();
  }
  console.log(failures === 0 ? 'The workbench works in both eras.' : `${failures} checks are wrong.`);
  if (failures > 0) process.exitCode = 1;
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
