// Clients are told of what changes: lists by any registration that comes, goes or is altered, and resources that they
// watch. In 2026-07-28 a client names what it wants to hear of; before, it hears of every list.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../../../support/until.ts';
import type { TestClient, Wire } from '../client.ts';
import type { Changes, Registered } from '../fixture.ts';
import { group } from '../harness.ts';

const EVERYTHING = { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true };

function heard({ notices }: TestClient): string[] {
  return notices.map(({ method }) => method.replace('notifications/', ''));
}

/** Makes a change and waits until the client has heard of it. */
async function after(client: TestClient, change: () => void, notice: string): Promise<void> {
  const before = heard(client).length;
  change();
  await until(() => heard(client).length > before, { what: notice });
  assert.deepEqual(heard(client).slice(before), [notice]);
}

async function names(client: TestClient, kind: 'tools' | 'prompts' | 'resources'): Promise<unknown[]> {
  return (await client.list(kind)).map(({ name }) => name).filter((name) => String(name).startsWith('temp'));
}

export const changingLists = group('changing lists', ({ connect, fixture: { changes, kind } }) => {
  test('a tool that is added, hidden, shown, changed, renamed or removed is told each time', async () => {
    const client = await connect();
    await client.listen(EVERYTHING);
    const told = (change: () => void) => after(client, change, 'tools/list_changed');
    const tool = await addTool(changes, told);
    assert.deepEqual(await names(client, 'tools'), ['temp-tool']);
    await told(() => tool.disable());
    assert.deepEqual(await names(client, 'tools'), []);
    // Version 1 of the SDK tells the model.
    if (kind === 'sdk-v1') assert.equal((await client.call('temp-tool'))['isError'], true);
    else assert.partialDeepStrictEqual(await client.failure(client.call('temp-tool')), { code: -32602 });
    await told(() => tool.enable());
    assert.deepEqual((await client.call('temp-tool'))['content'], []);
    await told(() => tool.update({ description: 'changed' }));
    // Version 1 of the SDK cannot remove what was renamed.
    if (kind !== 'sdk-v1') {
      await told(() => tool.update({ name: 'temp-renamed' }));
      assert.deepEqual(await names(client, 'tools'), ['temp-renamed']);
    }
    await told(() => tool.remove());
    assert.deepEqual(await names(client, 'tools'), []);
  });

  test('prompts and resources tell of their changes too', async () => {
    const client = await connect();
    await client.listen(EVERYTHING);
    let prompt: Registered | undefined;
    const addPrompt = () => {
      prompt = changes.addPrompt('temp-prompt');
    };
    await after(client, addPrompt, 'prompts/list_changed');
    assert.deepEqual(await names(client, 'prompts'), ['temp-prompt']);
    await after(client, () => prompt?.remove(), 'prompts/list_changed');
    let resource: Registered | undefined;
    const addResource = () => {
      resource = changes.addResource('temp-resource', 'temp://1');
    };
    await after(client, addResource, 'resources/list_changed');
    assert.deepEqual(await names(client, 'resources'), ['temp-resource']);
    await after(client, () => resource?.disable(), 'resources/list_changed');
    assert.deepEqual(await names(client, 'resources'), []);
    await after(client, () => resource?.remove(), 'resources/list_changed');
  });

  test('many changes at once are told once', async () => {
    const client = await connect();
    await client.listen(EVERYTHING);
    const addThree = () => {
      for (const n of [1, 2, 3]) changes.addTool(`temp-${n}`).remove();
    };
    await after(client, addThree, 'tools/list_changed');
    await after(client, () => changes.promptsChanged(), 'prompts/list_changed');
    await after(client, () => changes.resourcesChanged(), 'resources/list_changed');
    await after(client, () => changes.toolsChanged(), 'tools/list_changed');
  });

  test("the client's own machinery lists again by itself", async () => {
    const seen: [string, number | undefined][] = [];
    const onListChanged = (kind: string, items: readonly Wire[] | null) => seen.push([kind, items?.length]);
    const client = await connect({ onListChanged });
    if (client.sessionId !== undefined) await client.listen({});
    const [tools, prompts] = [await client.list('tools'), await client.list('prompts')];
    const tool = changes.addTool('temp-own');
    await until(() => seen.length === 1, { what: 'the tools to be listed again' });
    changes.promptsChanged();
    await until(() => seen.length === 2, { what: 'the prompts to be listed again' });
    assert.deepEqual(seen, [
      ['tools', tools.length + 1],
      ['prompts', prompts.length],
    ]);
    tool.remove();
  });
});

async function addTool(changes: Changes, told: (change: () => void) => Promise<void>): Promise<Registered> {
  const added: Registered[] = [];
  await told(() => added.push(changes.addTool('temp-tool')));
  return added[0] ?? assert.fail('not added');
}

export const watchedResources = group('watched resources', ({ connect, isModern, fixture: { changes } }) => {
  test('an update is told to those who watch the resource, and to nobody else', async () => {
    const [watcher, other] = [await connect(), await connect()];
    await watcher.listen({ resourceSubscriptions: ['config://app', 'note://garden'] });
    await other.listen({ resourceSubscriptions: ['feed://news'] });
    changes.resourceUpdated('config://app');
    changes.resourceUpdated('image://pixel');
    changes.resourceUpdated('note://garden');
    changes.resourceUpdated('feed://news');
    await until(() => watcher.notices.length === 2 && other.notices.length === 1, { what: 'three updates' });
    assert.deepEqual(updates(watcher), ['config://app', 'note://garden']);
    assert.deepEqual(updates(other), ['feed://news']);
  });

  test('who no longer watches is no longer told', async () => {
    const client = await connect();
    const unwatch = await client.listen({ resourceSubscriptions: ['config://app'] });
    await client.listen({ resourceSubscriptions: ['feed://news'] });
    await after(client, () => changes.resourceUpdated('config://app'), 'resources/updated');
    await unwatch();
    changes.resourceUpdated('config://app');
    await after(client, () => changes.resourceUpdated('feed://news'), 'resources/updated');
    assert.deepEqual(updates(client), ['config://app', 'feed://news']);
  });

  test('list changes that a client did not ask for reach it only before 2026-07-28', async () => {
    const client = await connect();
    await client.listen({ promptsListChanged: true });
    changes.toolsChanged();
    changes.promptsChanged();
    await until(() => heard(client).includes('prompts/list_changed'), { what: 'the change of the prompts' });
    const expected = isModern ? ['prompts/list_changed'] : ['tools/list_changed', 'prompts/list_changed'];
    assert.deepEqual(heard(client), expected);
  });
});

function updates({ notices }: TestClient): unknown[] {
  return notices
    .filter(({ method }) => method === 'notifications/resources/updated')
    .map(({ params }) => (params as Wire)['uri']);
}
