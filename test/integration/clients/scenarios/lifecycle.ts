// How a connection opens, what belongs to it as a whole, and how it ends.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../../../support/until.ts';
import { answering } from '../answers.ts';
import { group } from '../harness.ts';
import { methodsOf } from '../recording-fetch.ts';
import { textOf } from '../text-of.ts';

export const opening = group('opening', ({ connect, flavour, isModern, carrier }) => {
  test('the client learns who serves it, what it can do and how to use it', async () => {
    const client = await connect();
    assert.equal(client.protocolVersion, flavour.protocolVersion);
    assert.deepEqual(client.server, {
      name: 'fixture',
      version: '3.1.4',
      title: 'Fixture',
      websiteUrl: 'https://example.com',
    });
    assert.deepEqual(client.serverCapabilities, {
      tools: { listChanged: true },
      prompts: { listChanged: true },
      resources: { listChanged: true, subscribe: true },
      completions: {},
      logging: {},
    });
    assert.equal(client.instructions, 'Try everything.');
  });

  test('only the session eras have a session, and only HTTP names it', async () => {
    const client = await connect();
    assert.equal(client.sessionId === undefined, isModern || carrier === 'stdio');
    // Over stdio this client asks a process of its own for the era.
    const modernOpening = carrier === 'http' ? ['server/discover'] : [];
    assert.deepEqual(
      methodsOf(client.sent),
      isModern ? modernOpening : ['initialize', 'notifications/initialized'],
    );
  });

  test('methods of the other era are not there', async () => {
    const client = await connect();
    if (isModern) {
      for (const method of ['ping', 'logging/setLevel', 'resources/subscribe']) {
        const failure = await client.failure(client.request(method, { level: 'info', uri: 'config://app' }));
        assert.partialDeepStrictEqual(failure, { code: 'METHOD_NOT_SUPPORTED_BY_PROTOCOL_VERSION' });
      }
    } else {
      assert.deepEqual(await client.request('ping'), {});
      assert.deepEqual(await client.request('logging/setLevel', { level: 'error' }), {});
      assert.deepEqual(await client.request('resources/subscribe', { uri: 'config://app' }), {});
      assert.deepEqual(await client.request('resources/unsubscribe', { uri: 'config://app' }), {});
    }
  });

  test('a log level that is none is refused', async () => {
    const client = await connect();
    const call = client.call('chatter', undefined, { logLevel: 'loud' as 'info' });
    assert.partialDeepStrictEqual(await client.failure(call), { kind: 'rpc', code: -32602 });
  });

  test('an unknown method is refused', async () => {
    const client = await connect();
    const failure = await client.failure(client.request('acme/unknown'));
    if (isModern && carrier === 'http') {
      assert.partialDeepStrictEqual(failure, { kind: 'http', status: 404 });
      assert.match(failure.message, /"code":-32601/);
    } else {
      assert.partialDeepStrictEqual(failure, { kind: 'rpc', code: -32601 });
    }
  });

  test('a client may tell that its roots changed, and anything else', async () => {
    const client = await connect({ answers: answering() });
    if (!isModern) await client.notify('notifications/roots/list_changed', {});
    await client.notify('notifications/acme/hello', { any: 'thing' });
    if (carrier === 'http') assert.equal(client.sent.at(-1)?.status, 202);
    assert.equal(textOf(await client.call('no-input')), 'request with id');
  });

  test('many requests at the same time are all answered', async () => {
    const client = await connect();
    const numbers = Array.from({ length: 40 }, (_, index) => index);
    const results = await Promise.all(numbers.map((n) => client.call('add-zod', { a: n, b: 1000 })));
    assert.deepEqual(
      results.map(textOf),
      numbers.map((n) => `${n + 1000}`),
    );
  });
});

export const ending = group('ending', ({ connect, isModern, carrier, fixture: { witness } }) => {
  if (!isModern && carrier === 'http') {
    test('a session that its client ended is gone, with what ran in it, and a new one can be opened', async () => {
      const client = await connect();
      const call = client.call('wait', { key: 'ended' });
      call.catch(() => undefined);
      await until(() => witness.waiting.has('ended'), { what: 'the call to run' });
      const { sessionId } = client;
      await client.terminate();
      await until(() => witness.aborted.has('ended'), { what: 'the signal to fire' });
      const again = await connect();
      assert.notEqual(again.sessionId, sessionId);
      assert.equal(textOf(await again.call('no-input')), 'request with id');
    });
  }

  test('clients of one node know nothing of each other', async () => {
    const [one, two] = [await connect(), await connect()];
    if (!isModern && carrier === 'http') assert.notEqual(one.sessionId, two.sessionId);
    await one.call('chatter', undefined, { logLevel: 'error' });
    await two.call('chatter', undefined, { logLevel: 'warning' });
    await until(() => two.notices.length >= 2, { what: 'two messages' });
    assert.deepEqual([one.notices.length, two.notices.length], [1, 2]);
  });
});
