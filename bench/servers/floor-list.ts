// Floor of `tools-list`: parses the request and stringifies the same catalogue again for each answer.
import { answerJson, listen, modernResult } from './bare-http.ts';
import { listedTools, toolCountFromEnvironment } from './tools.ts';

const tools = listedTools(toolCountFromEnvironment());

listen((_req, res, body) => {
  const message: { id: number } = JSON.parse(body.toString());
  const result = { tools, ttlMs: 0, cacheScope: 'private', ...modernResult };
  answerJson(res, { jsonrpc: '2.0', id: message.id, result });
});
