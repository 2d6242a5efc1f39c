// Bodies are read alike whether they come through the stream, as the first one does, or past it, as the others do.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { RawConnection, rawRequest } from '../../test/support/raw-http.ts';
import { until } from '../../test/support/until.ts';
import { JsonBodies } from './body.ts';
import type { Exchange } from './exchange.ts';
import { WireRequest } from './wire-request.ts';

const MAX_BYTES = 100;
const HOST = 'Host: a';
const POST = 'POST / HTTP/1.1';

/**
 * Answers with what became of the body; the response stands in for the exchange.
 * @param warm whether a body was read before
 */
async function serve(t: { after(stop: () => void): void }, warm: boolean): Promise<RawConnection> {
  const bodies = new JsonBodies(MAX_BYTES, (exchange, error, body) => {
    const res = exchange as unknown as ServerResponse;
    res.end(error === undefined ? JSON.stringify({ body }) : `${error.code} ${JSON.stringify(body)}`);
  });
  const server = createServer({ IncomingMessage: WireRequest }, (req, res) => {
    bodies.read(req, res as unknown as Exchange);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const connection = await RawConnection.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  t.after(() => {
    connection.destroy();
    server.close();
  });
  if (warm) {
    connection.send(rawRequest(POST, [HOST, 'Content-Length: 2'], '{}'));
    assert.equal((await connection.response()).body, '{"body":{}}');
  }
  return connection;
}

for (const warm of [false, true]) {
  describe(warm ? 'past the stream' : 'through the stream', () => {
    const cases: readonly [what: string, body: string, answer: string][] = [
      ['JSON is parsed', '{"a":[1]}', '{"body":{"a":[1]}}'],
      ['an empty body is no JSON', '', 'PARSE_ERROR undefined'],
      ['a broken one neither', '{"a"', 'PARSE_ERROR undefined'],
      ['what is not UTF-8 is refused', '"\xff"', 'PARSE_ERROR undefined'],
      [
        'a dangerous key is refused, with the body',
        '{"__proto__":1,"id":7}',
        'INVALID_REQUEST {"__proto__":1,"id":7}',
      ],
      ['as much as the limit is read', `"${'x'.repeat(98)}"`, `{"body":"${'x'.repeat(98)}"}`],
      ['one byte more is refused', `"${'x'.repeat(99)}"`, 'BODY_TOO_LARGE undefined'],
    ];
    for (const [what, body, answer] of cases) {
      test(what, async (t) => {
        const connection = await serve(t, warm);
        const bytes = Buffer.from(body, 'latin1');
        connection.send(rawRequest(POST, [HOST, `Content-Length: ${bytes.length}`]));
        connection.send(bytes);
        assert.equal((await connection.response()).body, answer);
      });
    }

    test('a body in pieces is put together, also where a character was torn apart', async (t) => {
      const connection = await serve(t, warm);
      connection.send(rawRequest(POST, [HOST, 'Transfer-Encoding: chunked']));
      const bytes = Buffer.from('{"text":"世界"}');
      for (const byte of bytes) {
        connection.send('1\r\n');
        connection.send(Buffer.of(byte));
        connection.send('\r\n');
      }
      connection.send('0\r\n\r\n');
      assert.equal((await connection.response()).body, '{"body":{"text":"世界"}}');
    });

    test('a client that sends on after its body was refused is answered, then cut off', async (t) => {
      const connection = await serve(t, warm);
      connection.send(rawRequest(POST, [HOST, 'Transfer-Encoding: chunked']));
      await until(
        () => {
          if (connection.closed) return true;
          connection.send(`40\r\n${'x'.repeat(64)}\r\n`);
          return false;
        },
        { what: 'the server to close the connection' },
      );
      assert.equal((await connection.response()).body, 'BODY_TOO_LARGE undefined');
    });
  });
}
