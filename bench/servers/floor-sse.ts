// Floor of `sse-call`: parses the call and writes the three progress events and the result as the SSE stream they are.
import { echoAnswer, listen, modernResult, parseCall } from './bare-http.ts';
import { stepCount } from './tools.ts';

listen((_req, res, body) => {
  const message = parseCall(body);
  res.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
  });
  const progressToken = message.params._meta?.progressToken;
  for (let progress = 1; progress <= stepCount; progress++) {
    const params = { progressToken, progress, total: stepCount };
    const notification = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/progress', params });
    res.write(`event: message\ndata: ${notification}\n\n`);
  }
  res.end(`event: message\ndata: ${JSON.stringify(echoAnswer(message, modernResult))}\n\n`);
});
