// The fuzz finds what it looks for, in servers that have it; and makes a case again exactly as it was.

import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { FaultFound } from './fault-report.ts';
import { Lanes } from './lanes.ts';

const INVALID = { code: -32600, message: 'No.', data: { code: 'INVALID_REQUEST', retryable: false } };

interface Stub {
  readonly port: number;
  [Symbol.asyncDispose](): Promise<void>;
}

async function stub(listener: RequestListener): Promise<Stub> {
  const server = createServer((req, res) => {
    res.sendDate = false;
    req.resume().on('end', () => listener(req, res));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Runs cases on that server, until a fault or to the end. */
async function fuzz({ port }: Stub, { seed = 1, from = 0, count = 200 } = {}) {
  const target = { port, key: undefined, maxBodyBytes: 1_048_576, isTight: false };
  const lanes = new Lanes(target, { seed, count: 1 });
  let next = from;
  let fault: FaultFound | undefined;
  try {
    await lanes.run(() => (next < from + count ? next++ : undefined));
  } catch (error) {
    assert.ok(error instanceof FaultFound, String(error));
    fault = error;
  }
  lanes.drop();
  return { fault, transcript: String(lanes.lastCase?.transcript) };
}

function answerJson(status: number, body: object): RequestListener {
  const text = JSON.stringify(body);
  return (_req, res) =>
    void res.writeHead(status, { 'Content-Type': 'application/json', 'Mcp-Session-Id': 'a.b' }).end(text);
}

const refuse = answerJson(400, { jsonrpc: '2.0', error: INVALID });

const broken: readonly (readonly [what: string, listener: RequestListener, says: RegExp])[] = [
  ['answers 500', answerJson(500, { jsonrpc: '2.0', error: INVALID }), /status 500/],
  [
    'answers another request',
    answerJson(200, { jsonrpc: '2.0', id: 'x', result: {} }),
    /"x", which was not asked/,
  ],
  ['refuses what is right', refuse, /a right request was answered 400|a session without a handle/],
  ['hangs up', (_req, res) => res.destroy(), /closed the connection without an answer/],
  ['answers in words', (_req, res) => void res.end('hello'), /a body of type/],
];
for (const [what, listener, says] of broken) {
  test(`a server that ${what} is found out, with the case that shows it`, async (t) => {
    const server = await stub(listener);
    t.after(() => server[Symbol.asyncDispose]());
    const { fault } = await fuzz(server);
    assert.match(fault?.message ?? '', says);
    assert.match(fault?.message ?? '', /^case \d+ \(\w+\): [\s\S]+ sent \d+ bytes\n/);
    assert.equal(fault?.cases.length, 1);
  });
}

test('a case is made again exactly as it was, without those before it', async (t) => {
  const server = await stub(refuse);
  t.after(() => server[Symbol.asyncDispose]());
  for (let from = 0; from < 60; from++) {
    const first = await fuzz(server, { seed: 9, from, count: 1 });
    const again = await fuzz(server, { seed: 9, from, count: 1 });
    assert.equal(first.transcript, again.transcript);
  }
});
