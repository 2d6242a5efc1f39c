// Floor of `tools-list`: parses the request and stringifies the same catalogue again for each answer.
import { answerJson, listen } from './bare-http.ts';
import { listedTools, toolCountFromEnvironment } from './tools.ts';

const tools = listedTools(toolCountFromEnvironment());

listen((_req, res, body) => {
  const message: { id: number } = JSON.parse(body.toString());
  const result = { tools, resultType: 'complete', ttlMs: 0, cacheScope: 'private' };
  answerJson(res, { jsonrpc: '2.0', id: message.id, result });
});
