// The open-loop load against a server that answers, refuses, breaks and keeps silent: each call is counted once.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { test } from 'node:test';
import { unaccounted } from '../step.ts';
import { runLoad } from './load-run.ts';
import type { CallCounts, CallerOrder, LoadReport } from './messages.ts';

interface Message {
  id: number;
  params: { arguments: { text: string } };
}
type Answer = (res: ServerResponse, message: Message, count: number) => void;

function sendJson(res: ServerResponse, status: number, message: object, headers = {}): void {
  res.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(message));
}

const echo: Answer = (res, { id, params }) => {
  const result = { content: [{ type: 'text', text: params.arguments.text }], resultType: 'complete' };
  sendJson(res, 200, { jsonrpc: '2.0', id, result });
};

const refuse: Answer = (res, { id }) => {
  const data = { code: 'OVERLOADED', reason: 'queue-full', retryable: true, retryAfterMs: 1000 };
  const error = { code: -32010, message: 'Too many calls wait already.', data };
  sendJson(res, 503, { jsonrpc: '2.0', id, error }, { 'Retry-After': '1' });
};

async function run(
  answer: Answer,
  order: Partial<CallerOrder> & { deadlineMs?: number },
): Promise<LoadReport> {
  let count = 0;
  const server = createServer((req, res) => {
    let body = '';
    req.on('data', (chunk) => {
      body += chunk;
    });
    req.on('end', () => answer(res, JSON.parse(body), count++));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const { deadlineMs = 10_000, ...caller } = order;
  const callers: CallerOrder[] = [
    {
      name: 'all',
      tool: 'lookup',
      load: { kind: 'open', perSecond: 500, seed: 1 },
      connections: 2,
      mostConnections: 50,
      ...caller,
    },
  ];
  const events = { steady: () => {}, over: () => {} };
  try {
    return await runLoad({ port: address.port, callers, deadlineMs, onsetMs: 50, measureMs: 300 }, events);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function countsOf({ callers }: LoadReport): CallCounts {
  const [caller] = callers;
  assert.ok(caller !== undefined);
  assert.equal(unaccounted(caller.onset), 0);
  assert.equal(unaccounted(caller.steady), 0);
  assert.ok(caller.steady.offered > 0);
  return caller.steady;
}

test('calls that are answered rightly are counted as right', async () => {
  const counts = countsOf(await run(echo, {}));
  assert.equal(counts.right, counts.offered);
  assert.deepEqual(counts.failures, []);
});

test('refusals are counted by their code and reason, between right answers', async () => {
  const counts = countsOf(await run((...args) => (args[2] % 2 === 0 ? refuse : echo)(...args), {}));
  assert.deepEqual(Object.keys(counts.refused), ['OVERLOADED queue-full']);
  assert.equal(counts.right + (counts.refused['OVERLOADED queue-full'] ?? 0), counts.offered);
});

test('calls that nobody answers end at their deadline, sent or not', async () => {
  const counts = countsOf(await run(() => {}, { deadlineMs: 100, mostConnections: 2 }));
  assert.equal(counts.late + counts.unsent, counts.offered);
  assert.ok(counts.late > 0 && counts.unsent > 0);
});

test('wrong answers and broken connections are failures', async () => {
  const answers: Answer[] = [
    echo,
    (res, message) => echo(res, { ...message, id: message.id + 1 }, 0),
    (res) => res.socket?.destroy(),
    (res) => sendJson(res, 500, {}),
    (res, { id }) => sendJson(res, 503, { id, error: { data: { code: 'OVERLOADED' } } }),
  ];
  const counts = countsOf(await run((...args) => answers[args[2] % answers.length]?.(...args), {}));
  assert.ok(counts.right > 0 && counts.failed > counts.right);
  assert.equal(counts.right + counts.failed, counts.offered);
  assert.equal(counts.failures.length, 3);
});

test('a closed load keeps as many calls under way as there are clients', async () => {
  let underWay = 0;
  let most = 0;
  const slow: Answer = (res, message) => {
    most = Math.max(most, ++underWay);
    setTimeout(() => {
      underWay--;
      echo(res, message, 0);
    }, 5);
  };
  const counts = countsOf(await run(slow, { load: { kind: 'closed', clients: 4 } }));
  assert.equal(counts.right, counts.offered);
  assert.equal(most, 4);
});
