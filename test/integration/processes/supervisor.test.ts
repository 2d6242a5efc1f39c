// Several processes on one port are one server, whichever of them dies: real processes, killed for real.

import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { memoryStores } from 'mcp-fleet';
import { SUPERVISED_VARIABLE } from '../../../src/supervisor/supervised.ts';
import { Supervisor, type SupervisorEvent, UnfitError } from '../../../src/supervisor/supervisor.ts';
import { until } from '../../support/until.ts';
import { textOf } from '../wire/modern.ts';
import { WireSession } from '../wire/session.ts';

const ENTRY = fileURLToPath(new URL('./node-process.ts', import.meta.url));
const PATIENT = { timeoutMs: 20_000 };

function supervisor(t: TestContext, { count = 3, fault = '' } = {}) {
  const events: SupervisorEvent[] = [];
  const it = new Supervisor({
    count,
    stores: memoryStores(),
    spawn: (_index, port) =>
      fork(ENTRY, [fault], {
        execArgv: ['--conditions=mcp-fleet-source'],
        env: { ...process.env, [SUPERVISED_VARIABLE]: String(port) },
        serialization: 'advanced',
      }),
    stopTimeoutMs: 10_000,
    startTimeoutMs: 20_000,
    now: () => performance.now(),
    onEvent: (event) => void events.push(event),
  });
  t.after(() => it.stop());
  return { it, events };
}

/** Processes that answer calls of a session, each on a connection of its own, until `count` different ones have. */
async function answering(session: WireSession, count: number): Promise<Set<number>> {
  const pids = new Set<number>();
  await until(
    async () => {
      pids.add(Number(textOf((await session.callTool('pid')).rpc)));
      return pids.size >= count;
    },
    { what: `${count} processes that answer`, ...PATIENT },
  );
  return pids;
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('a session is served by all processes of a port, and ends on all of them at once', async (t) => {
  const { it } = supervisor(t);
  const session = await WireSession.open((await it.start()).url);
  assert.deepEqual([...(await answering(session, 3))].sort(), [...it.pids].sort());
  assert.equal((await session.end()).status, 204);
  for (let call = 0; call < 20; call++) assert.equal((await session.request('ping')).status, 404);
});

test('a process that is killed is replaced, and its sessions go on meanwhile', async (t) => {
  const { it, events } = supervisor(t);
  const session = await WireSession.open((await it.start()).url);
  const [victim = 0] = it.pids;
  process.kill(victim, 'SIGKILL');
  await until(() => !isAlive(victim), { what: 'the end of the process' });
  for (let call = 0; call < 20; call++) assert.equal((await session.request('ping')).status, 200);
  await until(() => it.pids.every((pid) => pid !== undefined && pid !== victim), {
    what: 'a new process',
    ...PATIENT,
  });
  assert.ok(
    events.some((event) => event.kind === 'ended' && event.how === 'SIGKILL' && event.pid === victim),
  );
  await answering(session, 3);
});

test('a process whose tool ends it is replaced', async (t) => {
  const { it, events } = supervisor(t, { count: 2 });
  const session = await WireSession.open((await it.start()).url);
  await session.callTool('crash').catch(() => undefined);
  await until(() => events.some((event) => event.kind === 'ended' && event.how === 'exit code 7'), {
    what: 'the end of the process',
  });
  await answering(session, 2);
});

test('a stream goes on after its process was killed', async (t) => {
  const { it } = supervisor(t, { count: 2 });
  const { url } = await it.start();
  const session = await WireSession.open(url);
  const { events } = await session.openTool('wait', { _meta: { progressToken: 1 } }, 'call');
  const progress = await events.message();
  assert.equal(progress.method, 'notifications/progress');
  // One of the two runs the call; whoever of them dies, a client that comes back is served.
  const [victim = 0] = it.pids;
  process.kill(victim, 'SIGKILL');
  await until(() => !isAlive(victim), { what: 'the end of the process' });
  events.cut();
  const back = await session.listen(events.lastEventId);
  assert.equal(back.status, 200);
  await session.end();
  assert.deepEqual(await back.events.rest(), []);
});

test('all processes are replaced one by one, and no call is refused meanwhile', async (t) => {
  const { it } = supervisor(t, { count: 2 });
  const session = await WireSession.open((await it.start()).url);
  const before = it.pids;
  let isDone = false;
  const replaced = it.replaceAll().finally(() => {
    isDone = true;
  });
  const statuses = new Set<number>();
  let resets = 0;
  while (!isDone) {
    // A connection that the system gave to a process as it closed its ear is reset before a byte was answered.
    const answer = await session.request('ping').catch(() => undefined);
    if (answer === undefined) resets++;
    else statuses.add(answer.status);
  }
  await replaced;
  assert.ok(it.pids.every((pid) => !before.includes(pid)));
  assert.deepEqual([...statuses].sort(), [200]);
  assert.ok(resets <= 2, `${resets} connections were reset`);
});

test('when one process cannot serve, the reason is told and none is left', async (t) => {
  const { it } = supervisor(t, { fault: 'unfit' });
  await assert.rejects(it.start(), new UnfitError('There is no such file.'));
  for (const pid of it.pids) assert.equal(pid !== undefined && isAlive(pid), false);
  const crashing = supervisor(t, { fault: 'crash' });
  await assert.rejects(crashing.it.start(), /ended before it served \(exit code 3\)/);
});

test('when its supervisor is told to stop, every process ends', async (t) => {
  const { it } = supervisor(t);
  await it.start();
  const pids = it.pids;
  await it.stop();
  for (const pid of pids) assert.equal(isAlive(pid ?? 0), false);
});
