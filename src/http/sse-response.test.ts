// An event stream over a response: what is written, when a slow or absent client is let go, and the keep-alive.
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, mock, test } from 'node:test';
import { KeepAlive, SseResponse } from './sse-response.ts';

/** As much of a response as a stream touches. */
class FakeResponse extends EventEmitter {
  written: string[] = [];
  writableLength = 0;
  destroyed = false;
  writableEnded = false;
  closed = false;

  write(frame: string): void {
    this.written.push(frame);
    this.writableLength += frame.length;
  }

  end(): void {
    this.writableEnded = true;
  }

  destroy(): void {
    this.destroyed = true;
  }

  /** The connection is gone. */
  close(): void {
    this.closed = true;
    this.emit('close');
  }
}

let letGo = (): void => {};

function openStream(response = new FakeResponse()) {
  mock.timers.enable({ apis: ['setInterval'] });
  const keepAlive = new KeepAlive(15_000);
  const stream = new SseResponse(response as unknown as ServerResponse, keepAlive, 1000);
  letGo = (): void => {
    keepAlive.close();
    mock.timers.reset();
  };
  return { response, keepAlive, stream };
}

afterEach(() => letGo());

test('a quiet stream gets a comment now and then, and a busy one none', () => {
  const open = openStream();
  const { response, stream } = open;
  mock.timers.tick(15_000);
  mock.timers.tick(15_000);
  assert.deepEqual(response.written, [':\n\n', ':\n\n']);
  stream.write('data: 1\n\n');
  mock.timers.tick(15_000);
  assert.deepEqual(response.written, [':\n\n', ':\n\n', 'data: 1\n\n']);
  mock.timers.tick(15_000);
  assert.equal(response.written.length, 4);
});

const nextTick = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

test('a client that does not read is cut off past the limit, and not before', async () => {
  const open = openStream();
  const { response, stream } = open;
  response.writableLength = 1000;
  stream.write('data: 1\n\n');
  await nextTick();
  assert.equal(response.destroyed, false);
  stream.write('data: 2\n\n');
  assert.equal(response.destroyed, true);
  stream.write('data: 3\n\n');
  assert.deepEqual(response.written, ['data: 1\n\n']);
});

test('what is written at once goes out whole, however much it is', async () => {
  const open = openStream();
  const { response, stream } = open;
  const frame = 'x'.repeat(2000);
  for (let n = 0; n < 3; n++) stream.write(frame);
  assert.deepEqual([response.destroyed, response.written.length], [false, 3]);
  response.writableLength = 0;
  await nextTick();
  stream.write('data: 1\n\n');
  assert.deepEqual([response.destroyed, response.written.length], [false, 4]);
});

test('nothing is written after the end, and ending twice is harmless', () => {
  const open = openStream();
  const { response, stream } = open;
  stream.end();
  stream.end();
  stream.write('data: 1\n\n');
  mock.timers.tick(60_000);
  assert.deepEqual(response.written, []);
});

test('a stream counts as open until its connection closes', () => {
  const open = openStream();
  const { response, keepAlive, stream } = open;
  stream.end();
  assert.equal(keepAlive.openStreams, 1);
  response.close();
  assert.equal(keepAlive.openStreams, 0);
});

test('a stream that is opened when its client has left already is not counted for ever', () => {
  const gone = new FakeResponse();
  gone.close();
  const open = openStream(gone);
  assert.equal(open.keepAlive.openStreams, 0);
});

test('who waits for the close is told once, also when it came first', () => {
  const open = openStream();
  const { response, stream } = open;
  let told = 0;
  stream.onClose(() => told++);
  response.close();
  response.close();
  assert.equal(told, 1);
  stream.onClose(() => told++);
  assert.equal(told, 2);
});

test('after its end the keep-alive writes nothing', () => {
  const open = openStream();
  open.keepAlive.close();
  mock.timers.tick(60_000);
  assert.deepEqual(open.response.written, []);
});
