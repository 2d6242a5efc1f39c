// Bodies that go past the stream, and headers that nobody parsed: both must look to everybody as Node's own do.
import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { RawConnection, rawRequest } from '../../test/support/raw-http.ts';
import { until } from '../../test/support/until.ts';
import { WireRequest } from './wire-request.ts';

type OnRequest = (req: WireRequest, res: ServerResponse) => void;

/** A bare server whose requests are of the class; ends with the test. */
async function serve(t: { after(stop: () => void): void }, onRequest: OnRequest): Promise<RawConnection> {
  const server = createServer({ IncomingMessage: WireRequest }, onRequest).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const connection = await RawConnection.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  t.after(() => {
    connection.destroy();
    server.close();
  });
  return connection;
}

const POST = 'POST / HTTP/1.1';
const NO_SINK = { chunk: () => assert.fail(), end: () => assert.fail() };

/** Answers with the diverted body. */
function echo(req: WireRequest, res: ServerResponse): void {
  const chunks: Buffer[] = [];
  const diverted = req.divert({
    chunk: (bytes) => void chunks.push(bytes),
    end: () => res.end(Buffer.concat(chunks)),
  });
  assert.ok(diverted);
}

test('a diverted body reaches its sink, whole or in pieces, and the connection goes on', async (t) => {
  const connection = await serve(t, echo);
  connection.send(rawRequest(POST, ['Host: a', 'Content-Length: 5'], 'first'));
  assert.equal((await connection.response()).body, 'first');
  connection.send(rawRequest(POST, ['Host: a', 'Transfer-Encoding: chunked'], '3\r\nsec\r\n'));
  connection.send('3\r\nond\r\n');
  connection.send('0\r\n\r\n');
  assert.equal((await connection.response()).body, 'second');
});

test('diverted requests that come in one packet are answered in their order', async (t) => {
  const connection = await serve(t, echo);
  const requests = ['a', 'b', 'c'].map((body) => rawRequest(POST, ['Host: a', 'Content-Length: 1'], body));
  connection.send(requests.join(''));
  for (const body of ['a', 'b', 'c']) assert.equal((await connection.response()).body, body);
});

test('the rest of a diverted body can go the way of the stream again', async (t) => {
  const connection = await serve(t, (req, res) => {
    req.divert({
      chunk: () => {
        req.undivert();
        req.on('data', (bytes: Buffer) => res.write(bytes));
        req.on('end', () => res.end());
      },
      end: () => assert.fail('this end belongs to the stream'),
    });
  });
  connection.send(rawRequest(POST, ['Host: a', 'Transfer-Encoding: chunked'], '3\r\nsec\r\n'));
  connection.send('3\r\nond\r\n0\r\n\r\n');
  assert.equal((await connection.response()).body, 'ond');
});

test('a body that has begun to arrive is not diverted', async (t) => {
  const connection = await serve(t, (req, res) => {
    setImmediate(() => {
      assert.equal(req.divert(NO_SINK), false);
      req.on('data', (bytes: Buffer) => res.write(bytes));
      req.on('end', () => {
        assert.ok(req.wasPushed);
        res.end();
      });
    });
  });
  connection.send(rawRequest(POST, ['Host: a', 'Content-Length: 4'], 'late'));
  assert.equal((await connection.response()).body, 'late');
});

test('a client that leaves in the middle of a diverted body is noticed', async (t) => {
  const left = Promise.withResolvers<void>();
  const connection = await serve(t, (req, res) => {
    req.divert({ ...NO_SINK, chunk: () => connection.destroy() });
    res.once('close', () => left.resolve());
  });
  connection.send(rawRequest(POST, ['Host: a', 'Content-Length: 10'], 'part'));
  await left.promise;
});

test('an answered request whose body was diverted is let go of, while its connection stays', async (t) => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  let request: WeakRef<WireRequest> | undefined;
  const connection = await serve(t, (req, res) => {
    request = new WeakRef(req);
    echo(req, res);
  });
  connection.send(rawRequest(POST, ['Host: a', 'Content-Length: 1'], 'x'));
  await connection.response();
  await until(
    () => {
      collectGarbage();
      return request?.deref() === undefined;
    },
    { what: 'the request to be collected' },
  );
  assert.equal(connection.closed, false);
});

const MANY_HEADERS = ['Host: a', 'X-One: 1', 'x-one: 2', 'Cookie: a=1', 'Cookie: b=2', 'Set-Cookie: c'];
const AS_PARSED = { host: 'a', 'x-one': '1, 2', cookie: 'a=1; b=2', 'set-cookie': ['c'] };

test('headers are there for whoever asks, by name or all of them', async (t) => {
  const connection = await serve(t, (req, res) => {
    const { headers } = req;
    assert.equal(headers.expect, undefined);
    assert.equal(headers['x-one'], '1, 2');
    assert.equal(headers['x-two'], undefined);
    assert.ok('cookie' in headers);
    assert.ok(!('expect' in headers));
    assert.ok(Object.hasOwn(headers, 'host'));
    assert.deepEqual(Object.keys(headers), ['host', 'x-one', 'cookie', 'set-cookie']);
    assert.deepEqual({ ...headers }, AS_PARSED);
    assert.deepEqual(JSON.parse(JSON.stringify(headers)), AS_PARSED);
    assert.deepEqual(req.parsedHeaders, AS_PARSED);
    assert.equal(req.headers, headers);
    headers['x-two'] = 'set';
    delete headers.cookie;
    assert.deepEqual(Object.keys(req.parsedHeaders), ['host', 'x-one', 'set-cookie', 'x-two']);
    res.end();
  });
  connection.send(rawRequest('GET / HTTP/1.1', MANY_HEADERS));
  assert.equal((await connection.response()).status, 200);
});

test('headers can be replaced', async (t) => {
  const connection = await serve(t, (req, res) => {
    req.headers = { host: 'b' };
    assert.deepEqual({ ...req.headers }, { host: 'b' });
    assert.deepEqual(req.parsedHeaders, { host: 'b' });
    res.end();
  });
  connection.send(rawRequest('GET / HTTP/1.1', MANY_HEADERS));
  assert.equal((await connection.response()).status, 200);
});

test('whoever traces requests before the server sees them finds all their headers', async (t) => {
  const seen: object[] = [];
  const trace = (message: unknown): void => {
    const { request } = message as { request: IncomingMessage };
    seen.push({ ...request.headers });
  };
  subscribe('http.server.request.start', trace);
  t.after(() => unsubscribe('http.server.request.start', trace));
  const connection = await serve(t, (_req, res) => res.end());
  connection.send(rawRequest('GET / HTTP/1.1', MANY_HEADERS));
  assert.equal((await connection.response()).status, 200);
  assert.deepEqual(seen, [AS_PARSED]);
});

test('a request that expects to be told to go on is told so', async (t) => {
  const connection = await serve(t, (req, res) => {
    assert.equal(req.headers.expect, '100-continue');
    echo(req, res);
  });
  connection.send(rawRequest(POST, ['Host: a', 'EXPECT: 100-continue', 'Content-Length: 2']));
  assert.equal((await connection.response()).status, 100);
  connection.send('ok');
  assert.equal((await connection.response()).body, 'ok');
});
