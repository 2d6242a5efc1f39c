// Floor of `modern-call`, `session-call` and `soak-million`: parses the call and answers the echoed text as JSON.
// A session floor must let a client open its session, so it answers that too; neither branch costs the calls anything.
import { answerJson, echoAnswer, listen, parseCall } from './bare-http.ts';

listen((req, res, body) => {
  const message = req.method === 'POST' ? parseCall(body) : undefined;
  if (message?.method === 'tools/call') return answerJson(res, echoAnswer(message));
  if (message?.method === 'initialize') {
    const result = {
      protocolVersion: '2025-11-25',
      capabilities: {},
      serverInfo: { name: 'floor', version: '1' },
    };
    return answerJson(res, { jsonrpc: '2.0', id: message.id, result }, { 'Mcp-Session-Id': 'floor' });
  }
  res.writeHead(message === undefined ? 200 : 202, { 'Content-Length': 0 }).end();
});
