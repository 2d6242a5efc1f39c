// Floor of `session-lifecycle`: answers initialize (with a fresh random session id), the call and the DELETE with JSON,
// and keeps the open sessions in a Map, which is the least a server with sessions can do.
import { randomUUID } from 'node:crypto';
import { answerJson, echoAnswer, listen, parseCall } from './bare-http.ts';

const sessions = new Map<string, { openedAtMs: number }>();
const serverInfo = { name: 'bench-floor', version: '1.0.0' };

listen((req, res, body) => {
  const sessionId = req.headers['mcp-session-id'];
  if (req.method === 'DELETE') {
    const dropped = typeof sessionId === 'string' && sessions.delete(sessionId);
    return answerJson(res, { dropped });
  }
  const message = parseCall(body);
  if (message.method === 'initialize') {
    const id = randomUUID();
    sessions.set(id, { openedAtMs: Date.now() });
    const result = {
      protocolVersion: '2025-11-25',
      capabilities: { tools: { listChanged: true } },
      serverInfo,
    };
    return answerJson(res, { jsonrpc: '2.0', id: message.id, result }, { 'Mcp-Session-Id': id });
  }
  if (typeof sessionId === 'string' && sessions.has(sessionId)) return answerJson(res, echoAnswer(message));
  res.writeHead(404, { 'Content-Length': 0 }).end();
});
