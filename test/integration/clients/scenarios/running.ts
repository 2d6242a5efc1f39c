// Calls that take a while: what they say meanwhile, and how they end early.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../../../support/until.ts';
import type { Notice, TestClient, Wire } from '../client.ts';
import { group } from '../harness.ts';
import { textOf } from '../text-of.ts';

function logged({ notices }: TestClient): unknown[] {
  return notices
    .filter(({ method }) => method === 'notifications/message')
    .map(({ params }: Notice) => params);
}

export const progressAndLogging = group('progress and logging', ({ connect, isModern, carrier }) => {
  test('progress arrives in order and before the result', async () => {
    const client = await connect();
    const progress: Wire[] = [];
    const result = await client.call('count', { to: 3 }, { onProgress: (step) => progress.push(step) });
    assert.equal(textOf(result), 'counted to 3');
    const steps = [
      { progress: 1, total: 3, message: 'step 1' },
      { progress: 2, total: 3, message: 'step 2' },
      { progress: 3, total: 3, message: 'step 3' },
    ];
    if (carrier === 'http') assert.equal(progress.length, 3);
    // Clients lose what they read from a pipe together with the result: typescript-sdk#2580.
    assert.partialDeepStrictEqual(progress, steps.slice(0, progress.length));
  });

  test('a tool that reports progress nobody asked for answers all the same', async () => {
    const client = await connect();
    assert.equal(textOf(await client.call('count', { to: 3 })), 'counted to 3');
  });

  test('log messages below the wanted level are kept back', async () => {
    const client = await connect();
    assert.equal(textOf(await client.call('chatter', undefined, { logLevel: 'warning' })), 'said');
    await until(() => logged(client).length >= 2, { what: 'two log messages' });
    assert.deepEqual(logged(client).map(withoutMeta), [
      { level: 'warning', logger: 'fixture', data: 'hot' },
      { level: 'error', data: 'too hot' },
    ]);
  });

  test('log messages carry any JSON value', async () => {
    const client = await connect();
    await client.call('chatter', undefined, { logLevel: 'debug' });
    await until(() => logged(client).length >= 4, { what: 'four log messages' });
    assert.deepEqual(withoutMeta(logged(client)[1]), { level: 'info', logger: 'fixture', data: { step: 1 } });
  });

  test('without a level from the client, 2026-07-28 is silent and sessions hear what is "info" or worse', async () => {
    const client = await connect();
    await client.call('chatter');
    const levels = logged(client).map((params) => (params as Wire)['level']);
    assert.deepEqual(levels, isModern ? [] : ['info', 'warning', 'error']);
  });
});

function withoutMeta(params: unknown): Wire {
  const { _meta, ...rest } = params as Wire;
  return rest;
}

export const endingEarly = group('ending early', ({ connect, isModern, carrier, fixture: { witness } }) => {
  test('a client that aborts a call aborts the handler', async () => {
    const client = await connect();
    const controller = new AbortController();
    const call = client.call('wait', { key: 'quiet' }, { signal: controller.signal });
    await until(() => witness.waiting.has('quiet'), { what: 'the call to run' });
    controller.abort('changed my mind');
    await assert.rejects(call);
    await until(() => witness.aborted.get('quiet') === 'CANCELLED', { what: 'the signal to fire' });
    assert.equal(textOf(await client.call('no-input')), 'request with id');
  });

  test('a client that aborts a call that streams aborts the handler', async () => {
    const client = await connect();
    const controller = new AbortController();
    const options = { signal: controller.signal, onProgress: () => controller.abort('enough') };
    await assert.rejects(client.call('wait', { key: 'streaming', announce: true }, options));
    await until(() => witness.aborted.get('streaming') === 'CANCELLED', { what: 'the signal to fire' });
  });

  test('one aborted call leaves the others alone', async () => {
    const client = await connect();
    const controller = new AbortController();
    const doomed = client.call('wait', { key: 'doomed' }, { signal: controller.signal });
    const other = client.call('wait', { key: 'other' });
    await until(() => witness.waiting.has('doomed') && witness.waiting.has('other'), {
      what: 'both calls to run',
    });
    controller.abort();
    await assert.rejects(doomed);
    await until(() => witness.aborted.has('doomed'), { what: 'the signal to fire' });
    witness.release.get('other')?.();
    assert.equal(textOf(await other), 'released other');
    assert.equal(witness.aborted.has('other'), false);
  });

  if (carrier === 'http') {
    test('a client that leaves aborts its call only where nobody can come back for it', async () => {
      const client = await connect();
      const call = client.call('wait', { key: 'left' });
      call.catch(() => undefined);
      await until(() => witness.waiting.has('left'), { what: 'the call to run' });
      await client.close();
      await assert.rejects(call);
      if (isModern) {
        await until(() => witness.aborted.get('left') === 'CANCELLED', { what: 'the signal to fire' });
      } else {
        const another = await connect();
        assert.equal(textOf(await another.call('no-input')), 'request with id');
        assert.equal(witness.aborted.has('left'), false);
        witness.release.get('left')?.();
      }
    });
  }

  test('a call past its deadline is refused, by HTTP with 504, and its handler aborted', async () => {
    const client = await connect();
    const failure = await client.failure(client.call('too-slow', { key: 'slow' }));
    const expected = carrier === 'http' ? { kind: 'http', status: 504 } : { kind: 'rpc', code: -32011 };
    assert.partialDeepStrictEqual(failure, expected);
    assert.match(failure.message, /longer than its limit of 60 ms/);
    await until(() => witness.aborted.get('slow') === 'DEADLINE_EXCEEDED', { what: 'the signal to fire' });
  });

  test('a call past its deadline that streams ends with the error in the stream', async () => {
    const client = await connect();
    const call = client.call('too-slow', { key: 'slow-stream', announce: true }, { onProgress: () => {} });
    assert.deepEqual(await client.failure(call), {
      kind: 'rpc',
      code: -32011,
      message: 'The call took longer than its limit of 60 ms.',
      data: { code: 'DEADLINE_EXCEEDED', retryable: false, timeoutMs: 60 },
    });
  });
});
