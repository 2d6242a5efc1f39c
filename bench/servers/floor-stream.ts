// Floor of `idle-stream`: opens an SSE stream on any request, writes one comment and keeps it open.
import { listen } from './bare-http.ts';

listen((_req, res) => {
  res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache, no-transform' });
  res.write(': open\n\n');
});
