// The bare server of `overhead.ts`: answers what the loads send with the least work with which that can be done.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { answerJson, bareServer, echoAnswer, modernResult, parseCall } from './servers/bare-http.ts';

const sessionAnswer = {
  protocolVersion: '2025-11-25',
  capabilities: {},
  serverInfo: { name: 'bench-floor' },
};

export async function startOverheadFloor(): Promise<{ port: number; close(): void }> {
  const sessions = new Set<string>();
  let opened = 0;
  const server = bareServer((req, res, body) => {
    const sessionId = req.headers['mcp-session-id'];
    if (req.method === 'DELETE') return answerJson(res, { dropped: sessions.delete(String(sessionId)) });
    const message = parseCall(body);
    if (message.method === 'tools/call') {
      const known = typeof sessionId === 'string' && sessions.has(sessionId);
      return answerJson(res, echoAnswer(message, known ? {} : modernResult));
    }
    if (message.method === 'initialize') {
      const id = `session-${++opened}`;
      sessions.add(id);
      const answer = { jsonrpc: '2.0', id: message.id, result: sessionAnswer };
      return answerJson(res, answer, { 'Mcp-Session-Id': id });
    }
    res.writeHead(202, { 'Content-Length': 0 }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}
