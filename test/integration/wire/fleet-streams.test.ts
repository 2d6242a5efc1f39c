// A broken stream goes on at any node: with what was missed, once and in order, and then with what comes; and when its
// node is lost, with another run or a clear error.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { FleetServer, HandlerContext, ToolAnnotations } from 'mcp-fleet';
import { until } from '../../support/until.ts';
import { type FleetMember, startFleet } from './fleet.ts';
import { newServer } from './node.ts';
import { WireSession } from './session.ts';

interface Step {
  readonly node: number;
  readonly ctx: HandlerContext;
  readonly finish: () => void;
}

/** Three nodes whose tools tell progress and end when the test says so. */
async function steppingFleet(t: TestContext) {
  const steps: Step[] = [];
  const servers: FleetServer[] = [];
  const makeServer = (index: number): FleetServer => {
    const server = newServer();
    servers[index] = server;
    const step = (ctx: HandlerContext) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      steps.push({ node: index, ctx, finish: resolve });
      ctx.progress(1);
      return promise.then(() => ({ content: [{ type: 'text' as const, text: `node${index}` }] }));
    };
    const register = (name: string, annotations: ToolAnnotations) =>
      server.registerTool(name, { annotations, scale: { timeoutMs: 0 } }, step);
    register('step', {});
    register('read', { readOnlyHint: true });
    return server;
  };
  const fleet = await startFleet(t.after.bind(t), makeServer);
  /** Calls the tool at node 0 and takes its first progress. */
  const call = async (name: string) => {
    const session = await WireSession.open(fleet[1]?.url ?? '');
    const at0 = session.through(fleet[0]?.url ?? '');
    const { events } = await at0.openTool(name, { _meta: { progressToken: 't' } }, 'call');
    assert.equal(progressOf(await events.message()), 1);
    return { session, events };
  };
  const lose = (index: number): void => fleet[index]?.stores.sever();
  const through = (session: WireSession, index: number) => session.through((fleet[index] as FleetMember).url);
  return { fleet, servers, steps, call, lose, through };
}

const progressOf = (message: object): unknown => {
  const { params } = message as { params?: { progress?: number } };
  return params?.progress;
};

test('a client that comes back to another node gets what it missed, and then what comes', async (t) => {
  const { steps, call, through } = await steppingFleet(t);
  const { session, events } = await call('step');
  events.cut();
  steps[0]?.ctx.progress(2);
  steps[0]?.ctx.progress(3);
  const back = await through(session, 2).listen(events.lastEventId);
  assert.equal(progressOf(await back.events.message()), 2);
  assert.equal(progressOf(await back.events.message()), 3);
  steps[0]?.ctx.progress(4);
  assert.equal(progressOf(await back.events.message()), 4);
  steps[0]?.finish();
  const rest = await back.events.rest();
  assert.deepEqual(
    rest.map(({ id }) => id),
    ['call'],
  );
  assert.equal(steps.length, 1);
});

test('a client may wander from node to node', async (t) => {
  const { steps, call, through } = await steppingFleet(t);
  const { session, events } = await call('step');
  events.cut();
  const at1 = await through(session, 1).listen(events.lastEventId);
  steps[0]?.ctx.progress(2);
  assert.equal(progressOf(await at1.events.message()), 2);
  // The connection at node 1 still stands when the client is at node 2 already.
  const at2 = await through(session, 2).listen(at1.events.lastEventId);
  steps[0]?.ctx.progress(3);
  assert.equal(progressOf(await at2.events.message()), 3);
  assert.deepEqual(await at1.events.rest(), []);
  const at0 = await through(session, 0).listen(at2.events.lastEventId);
  steps[0]?.ctx.progress(4);
  assert.equal(progressOf(await at0.events.message()), 4);
  assert.deepEqual(await at2.events.rest(), []);
  steps[0]?.finish();
  assert.equal((await at0.events.rest()).length, 1);
});

test('a call whose node is lost runs again where its client comes back, if it only reads', async (t) => {
  const { steps, call, lose, through } = await steppingFleet(t);
  const { session, events } = await call('read');
  steps[0]?.ctx.progress(2);
  assert.equal(progressOf(await events.message()), 2);
  events.cut();
  lose(0);
  const back = await through(session, 2).listen(events.lastEventId);
  const again = await untilStep(steps, 2);
  assert.equal(again.node, 2);
  // What the first run has told is not told again.
  again.ctx.progress(1.5);
  again.ctx.progress(2);
  again.ctx.progress(3);
  assert.equal(progressOf(await back.events.message()), 3);
  again.finish();
  const [answer] = await back.events.rest();
  assert.equal(answer?.id, 'call');
  assert.deepEqual(answer?.result?.['content'], [{ type: 'text', text: 'node2' }]);
});

test('of two nodes that a client comes back to only one runs the call again, and both tell the answer', async (t) => {
  const { steps, call, lose, through } = await steppingFleet(t);
  const { session, events } = await call('read');
  events.cut();
  lose(0);
  const at1 = await through(session, 1).listen(events.lastEventId);
  const again = await untilStep(steps, 2);
  assert.equal(again.node, 1);
  const at2 = await through(session, 2).listen(events.lastEventId);
  assert.deepEqual(await at1.events.rest(), []);
  again.ctx.progress(2);
  assert.equal(progressOf(await at2.events.message()), 2);
  again.finish();
  assert.equal((await at2.events.rest()).at(-1)?.id, 'call');
  assert.equal(steps.length, 2);
});

test('a call whose node is lost ends with a retryable error, if it may have changed something', async (t) => {
  const { steps, call, lose, through } = await steppingFleet(t);
  const { session, events } = await call('step');
  events.cut();
  lose(0);
  const back = await through(session, 2).listen(events.lastEventId);
  const [answer, ...more] = await back.events.rest();
  assert.equal(more.length, 0);
  assert.equal(answer?.id, 'call');
  assert.equal(answer?.error?.code, -32015);
  assert.equal(answer?.error?.data?.['retryable'], true);
  // Whoever asks later hears the same.
  const later = await through(session, 1).listen(events.lastEventId);
  assert.deepEqual(await later.events.rest(), [answer]);
  assert.equal(steps.length, 1);
});

test('what a node that was taken for lost says later is not heard', async (t) => {
  const { steps, call, lose, through } = await steppingFleet(t);
  const { session, events } = await call('step');
  events.cut();
  lose(0);
  const back = await through(session, 2).listen(events.lastEventId);
  const [answer] = await back.events.rest();
  steps[0]?.ctx.progress(2);
  steps[0]?.finish();
  const later = await through(session, 1).listen(events.lastEventId);
  assert.deepEqual(await later.events.rest(), [answer]);
});

test('a client that listens goes on listening at another node, and is told what it may have missed', async (t) => {
  const { servers, lose, fleet, through } = await steppingFleet(t);
  const session = await WireSession.open(fleet[1]?.url ?? '');
  const { events } = await through(session, 0).listen();
  await events.next();
  events.cut();
  const moved = await through(session, 1).listen(events.lastEventId);
  servers[2]?.sendPromptListChanged();
  assert.equal((await moved.events.message()).method, 'notifications/prompts/list_changed');
  moved.events.cut();
  lose(0);
  const back = await through(session, 2).listen(moved.events.lastEventId);
  assert.equal((await back.events.message()).method, 'notifications/tools/list_changed');
  back.events.cut();
});

/** The handler that starts as the `count`-th one. */
async function untilStep(steps: readonly Step[], count: number): Promise<Step> {
  return until(() => steps[count - 1], { what: `run number ${count}` });
}
