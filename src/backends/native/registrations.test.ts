// What authors change after they registered: it takes effect at once, keeps what was not named, and is told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { resultOf } from '../../../test/support/fleet-server.ts';
import type { Change } from '../../server/backend.ts';
import { FleetServer } from './fleet-server.ts';
import { ResourceTemplate } from './resources.ts';

const done = (text: string) => ({ content: [{ type: 'text' as const, text }] });
const contents = (text: string) => ({ contents: [{ uri: 'a:1', text }] });

/** A server, what it told of, and the names that it lists. */
function watched() {
  const server = new FleetServer({ name: 's', version: '1' });
  const told: Change[] = [];
  const stop = server.backend.onChange((change) => told.push(change));
  const list = async (what: string, member = what): Promise<Record<string, unknown>[]> =>
    (await resultOf(server, `${what}/list`))[member] as Record<string, unknown>[];
  const names = async () => (await list('tools')).map(({ name }) => name);
  return { server, told, stop, list, names };
}

test('a tool that is disabled can neither be seen nor called until it is enabled', async () => {
  const { server, names } = watched();
  server.registerTool('other', {}, () => done('x'));
  const tool = server.registerTool('add', {}, () => done('x'));
  tool.disable();
  assert.equal(tool.enabled, false);
  assert.deepEqual(await names(), ['other']);
  await assert.rejects(resultOf(server, 'tools/call', { name: 'add' }), { code: 'INVALID_PARAMS' });
  tool.enable();
  assert.deepEqual(await names(), ['other', 'add']);
  assert.deepEqual((await resultOf(server, 'tools/call', { name: 'add' }))['content'], done('x').content);
});

test('each change is told once, and what changes nothing is not', () => {
  const { server, told } = watched();
  const tool = server.registerTool('add', {}, () => done('x'));
  const tools = { topic: 'tools' };
  assert.deepEqual(told.splice(0), [tools]);
  tool.enable();
  assert.deepEqual(told, []);
  tool.disable();
  tool.disable();
  tool.update({ description: 'Adds' });
  tool.remove();
  tool.remove();
  assert.deepEqual(told, [tools, tools, tools]);
});

test('who no longer listens is not told', () => {
  const { server, told, stop } = watched();
  stop();
  server.registerTool('add', {}, () => done('x'));
  assert.deepEqual(told, []);
});

test('an update changes what it names, keeps the rest and the place in the list', async () => {
  const { server, list } = watched();
  const tool = server.registerTool('a', { title: 'A', description: 'old' }, () => done('old'));
  server.registerTool('b', {}, () => done('b'));
  tool.update({ description: 'new', callback: () => done('new') });
  const [first, second] = await list('tools');
  assert.deepEqual([first?.['name'], first?.['title'], first?.['description']], ['a', 'A', 'new']);
  assert.equal(second?.['name'], 'b');
  assert.deepEqual((await resultOf(server, 'tools/call', { name: 'a' }))['content'], done('new').content);
});

test('a tool can be renamed, and its old name is free again', async () => {
  const { server, names } = watched();
  const tool = server.registerTool('old', {}, () => done('x'));
  tool.update({ name: 'new' });
  assert.deepEqual(await names(), ['new']);
  server.registerTool('old', {}, () => done('y'));
  tool.remove();
  assert.deepEqual(await names(), ['old']);
});

test('a new schema counts for the next call', async () => {
  const { server } = watched();
  const tool = server.registerTool('add', { inputSchema: z.object({ a: z.number() }) }, () => done('x'));
  tool.update({ paramsSchema: z.object({ b: z.number() }) });
  const call = async (args: object) =>
    (await resultOf(server, 'tools/call', { name: 'add', arguments: args }))['isError'] === true;
  assert.deepEqual([await call({ a: 1 }), await call({ b: 1 })], [true, false]);
});

test('an update that cannot be made changes nothing', async () => {
  const { server, told, names } = watched();
  const tool = server.registerTool('a', {}, () => done('a'));
  server.registerTool('b', {}, () => done('b'));
  told.length = 0;
  assert.throws(() => tool.update({ name: 'b' }), /Tool "b" is already registered/);
  assert.throws(() => tool.update({ paramsSchema: { type: 'array' } }), TypeError);
  assert.deepEqual(await names(), ['a', 'b']);
  assert.deepEqual(told, []);
  tool.update({ name: 'c' });
  assert.deepEqual(await names(), ['c', 'b']);
});

test('an update keeps a disabled tool disabled, unless it says otherwise', async () => {
  const { server, names } = watched();
  const tool = server.registerTool('a', {}, () => done('a'));
  server.registerTool('b', {}, () => done('b'));
  tool.disable();
  tool.update({ description: 'new' });
  assert.deepEqual(await names(), ['b']);
  tool.update({ enabled: true });
  assert.deepEqual(await names(), ['a', 'b']);
});

test('a name of null removes', async () => {
  const { server, names } = watched();
  server.registerTool('a', {}, () => done('a')).update({ name: null });
  server.registerTool('b', {}, () => done('b'));
  assert.deepEqual(await names(), ['b']);
});

test('a name that is taken is refused', () => {
  const { server } = watched();
  server.registerTool('a', {}, () => done('a'));
  assert.throws(() => server.registerTool('a', {}, () => done('b')), /Tool "a" is already registered/);
});

test('a prompt is updated and tells of its own list', async () => {
  const { server, told, list } = watched();
  const prompt = server.registerPrompt('p', { title: 'P' }, () => ({ messages: [] }));
  prompt.update({ name: 'q', description: 'new' });
  assert.deepEqual(await list('prompts'), [{ name: 'q', title: 'P', description: 'new' }]);
  assert.deepEqual(told, [{ topic: 'prompts' }, { topic: 'prompts' }]);
});

test('a resource can move to another URI', async () => {
  const { server, told, list } = watched();
  const resource = server.registerResource('r', 'test://old', { title: 'R' }, () => contents('x'));
  resource.update({ uri: 'test://new', metadata: { mimeType: 'text/plain' } });
  assert.deepEqual(await list('resources'), [
    { uri: 'test://new', name: 'r', title: 'R', mimeType: 'text/plain' },
  ]);
  await assert.rejects(resultOf(server, 'resources/read', { uri: 'test://old' }), { code: 'INVALID_PARAMS' });
  assert.deepEqual(
    (await resultOf(server, 'resources/read', { uri: 'test://new' }))['contents'],
    contents('x').contents,
  );
  assert.deepEqual(told, [{ topic: 'resources' }, { topic: 'resources' }]);
  server.registerResource('other', 'test://other', {}, () => contents('y'));
  resource.update({ uri: null });
  assert.deepEqual(await list('resources'), [{ uri: 'test://other', name: 'other' }]);
});

test('a template can be exchanged', async () => {
  const { server } = watched();
  const template = server.registerResource('t', new ResourceTemplate('a:{x}', { list: undefined }), {}, () =>
    contents('x'),
  );
  template.update({ template: new ResourceTemplate('b:{x}', { list: undefined }), title: 'T' });
  const { resourceTemplates } = await resultOf(server, 'resources/templates/list');
  assert.deepEqual(resourceTemplates, [{ uriTemplate: 'b:{x}', name: 't', title: 'T' }]);
  await assert.rejects(resultOf(server, 'resources/read', { uri: 'a:1' }), { code: 'INVALID_PARAMS' });
});

test('an update of a resource is told with its URI', () => {
  const { server, told } = watched();
  server.sendResourceUpdated('test://one');
  assert.deepEqual(told, [{ topic: 'resource', uri: 'test://one' }]);
});
