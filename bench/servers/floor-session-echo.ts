// Floor of `session-call`: parses the call and answers the echoed text as JSON. It keeps no sessions: the answers to what
// opens and ends one are there because the client waits for them.
import { answerJson, echoAnswer, listen, parseCall } from './bare-http.ts';

listen((req, res, body) => {
  const message = req.method === 'POST' ? parseCall(body) : undefined;
  if (message?.method === 'tools/call') return answerJson(res, echoAnswer(message));
  if (message?.method === 'initialize') {
    const serverInfo = { name: 'bench-floor', version: '1.0.0' };
    const result = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo };
    return answerJson(res, { jsonrpc: '2.0', id: message.id, result }, { 'Mcp-Session-Id': 'floor' });
  }
  res.writeHead(message === undefined ? 200 : 202, { 'Content-Length': 0 }).end();
});
