import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { test } from 'node:test';
import { Load } from './load.ts';
import type { LoadOrder, LoadSummary } from './messages.ts';

type Answer = (res: ServerResponse, message: { id: number; params: { arguments: { text: string } } }) => void;

async function withServer(
  answer: Answer,
  use: (port: number, server: Server) => Promise<void>,
): Promise<void> {
  const server = createServer((req, res) => {
    let body = '';
    req.on('data', (chunk) => {
      body += chunk;
    });
    req.on('end', () => answer(res, JSON.parse(body)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  try {
    await use(address.port, server);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const echo: Answer = (res, { id, params }) => {
  const result = { content: [{ type: 'text', text: params.arguments.text }], resultType: 'complete' };
  const body = JSON.stringify({ jsonrpc: '2.0', id, result });
  res.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length }).end(body);
};

function run(order: Pick<LoadOrder, 'port' | 'turns'>): Promise<LoadSummary> {
  return new Promise((resolve) => {
    new Load(
      { workload: 'modern-call', connections: 4, ...order },
      { started: () => undefined, stopped: resolve },
    );
  });
}

test('a load runs exactly the turns it was given, over all connections', async () => {
  await withServer(echo, async (port) => {
    assert.deepEqual(await run({ port, turns: 200 }), { requestCount: 200, parsedCount: 4, failures: [] });
  });
});

test('one wrong answer ends the load and is reported', async () => {
  let answers = 0;
  const wrongOnce: Answer = (res, message) => {
    answers++;
    echo(res, answers === 50 ? { ...message, id: 1 } : message);
  };
  await withServer(wrongOnce, async (port) => {
    const { failures, requestCount } = await run({ port, turns: 100_000 });
    assert.equal(failures.length, 1);
    assert.match(failures[0] ?? '', /id 1 where \d+ was expected/);
    assert.ok(requestCount < 100);
  });
});

test('a server that goes away is reported', async () => {
  let answers = 0;
  const vanish: Answer = (res, message) => {
    answers++;
    if (answers === 20) res.socket?.destroy();
    else echo(res, message);
  };
  await withServer(vanish, async (port) => {
    const { failures } = await run({ port, turns: 100_000 });
    assert.match(failures[0] ?? '', /The (server closed a connection|connection broke)/);
  });
});

test('an answer in several packets is put together', async () => {
  const inPieces: Answer = (res, { id, params }) => {
    const result = { content: [{ type: 'text', text: params.arguments.text }], resultType: 'complete' };
    const body = JSON.stringify({ jsonrpc: '2.0', id, result });
    res.writeHead(200, { 'Content-Type': 'application/json' });
    res.write(body.slice(0, 20), () => setImmediate(() => res.end(body.slice(20))));
  };
  await withServer(inPieces, async (port) => {
    assert.deepEqual(await run({ port, turns: 100 }), { requestCount: 100, parsedCount: 4, failures: [] });
  });
});
