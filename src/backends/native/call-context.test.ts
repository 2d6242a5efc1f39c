// The handler's view of a call: what it may send, and what it sees of the request.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeChannel, fakeCall } from '../../../test/support/fake-call.ts';
import type { HttpFacts } from '../../server/call.ts';
import { CallContext } from './call-context.ts';

test('progress is sent under the client’s token, and only when it grows', () => {
  const channel = new FakeChannel();
  const ctx = new CallContext(fakeCall({ channel, params: { _meta: { progressToken: 'p1' } } }));
  ctx.progress(0, 100);
  ctx.progress(50, 100, 'Half way');
  for (const stale of [50, 20, Number.NaN]) ctx.progress(stale);
  ctx.progress(100, 100);
  const progress = (params: object) => ({
    jsonrpc: '2.0',
    method: 'notifications/progress',
    params: { progressToken: 'p1', ...params },
  });
  assert.deepEqual(channel.sent, [
    progress({ progress: 0, total: 100 }),
    progress({ progress: 50, total: 100, message: 'Half way' }),
    progress({ progress: 100, total: 100 }),
  ]);
});

test('a client that gave no token gets no progress', () => {
  const channel = new FakeChannel();
  for (const _meta of [undefined, {}, 'x', { progressToken: null }, { progressToken: {} }]) {
    new CallContext(fakeCall({ channel, params: { _meta } })).progress(1);
  }
  assert.deepEqual(channel.sent, []);
});

test('a token of zero is a token', () => {
  const channel = new FakeChannel();
  new CallContext(fakeCall({ channel, params: { _meta: { progressToken: 0 } } })).progress(1);
  assert.equal(channel.sent.length, 1);
});

test('log messages of the wanted level and above are sent', () => {
  const channel = new FakeChannel();
  const ctx = new CallContext(fakeCall({ channel, logLevel: 'warning' }));
  ctx.log('debug', 'no');
  ctx.log('notice', 'no');
  ctx.log('warning', { disk: 'full' }, 'storage');
  ctx.log('emergency', null);
  const message = (params: object) => ({ jsonrpc: '2.0', method: 'notifications/message', params });
  assert.deepEqual(channel.sent, [
    message({ level: 'warning', logger: 'storage', data: { disk: 'full' } }),
    message({ level: 'emergency', data: null }),
  ]);
});

test('a client that wants no log gets none', () => {
  const channel = new FakeChannel();
  new CallContext(fakeCall({ channel })).log('emergency', 'fire');
  assert.deepEqual(channel.sent, []);
});

test('after the answer nothing is sent any more', () => {
  const channel = new FakeChannel();
  const call = fakeCall({ channel, logLevel: 'debug', params: { _meta: { progressToken: 1 } } });
  const ctx = new CallContext(call);
  call.settle();
  ctx.progress(1);
  ctx.log('error', 'late');
  ctx.notify('notifications/x', {});
  assert.deepEqual(channel.sent, []);
});

test('the HTTP facts are handed on from whatever carries them, and nothing else of it', () => {
  class Carrier implements HttpFacts {
    readonly secretPart = 'not for handlers';
    get headers() {
      return { 'user-agent': 'test' };
    }
    get remoteAddress() {
      return '10.0.0.1';
    }
  }
  const channel = Object.assign(new FakeChannel(), { http: new Carrier() });
  const { http } = new CallContext(fakeCall({ channel }));
  assert.deepEqual(http.headers, { 'user-agent': 'test' });
  assert.equal(http.remoteAddress, '10.0.0.1');
  assert.deepEqual(Object.keys(http).sort(), ['closeSSE', 'headers', 'remoteAddress']);
});

test('closing the connection reaches the stream where there is one, and is harmless elsewhere', () => {
  const channel = new FakeChannel();
  new CallContext(fakeCall({ channel })).http.closeSSE();
  let closed = 0;
  channel.closeStream = () => void closed++;
  const call = fakeCall({ channel });
  const { http } = new CallContext(call);
  http.closeSSE();
  assert.equal(closed, 1);
  call.settle();
  http.closeSSE();
  assert.equal(closed, 1);
});

test('the official SDK’s view shows the same request', () => {
  const params = { name: 'add', _meta: { a: 1 }, inputResponses: { q: {} } };
  const call = fakeCall({ id: 'r7', params });
  call.resumption = { answers: {}, state: 'my state' };
  const { mcpReq } = new CallContext(call);
  assert.deepEqual([mcpReq.id, mcpReq.method, mcpReq._meta], ['r7', 'tools/call', { a: 1 }]);
  assert.deepEqual(mcpReq.inputResponses, { q: {} });
  assert.equal(mcpReq.requestState(), 'my state');
  assert.equal(mcpReq.signal, call.signal);
});
