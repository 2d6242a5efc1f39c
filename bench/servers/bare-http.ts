// What all floors share: a bare `node:http` server that reads a body as fast as Node allows, and one way to answer JSON.
// The floors use nothing else, because they stand for what is left when a server does no more than it must.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export type BareHandler = (req: IncomingMessage, res: ServerResponse, body: Buffer) => void;

const noBytes = Buffer.alloc(0);

export function bareServer(handler: BareHandler): ReturnType<typeof createServer> {
  return createServer((req, res) => {
    let body: Buffer = noBytes;
    req.on('data', (chunk: Buffer) => {
      body = body.length === 0 ? chunk : Buffer.concat([body, chunk]);
    });
    req.on('end', () => handler(req, res, body));
  });
}

/** Listens on a free port of the loopback and prints the URL, as the other servers do. */
export function listen(handler: BareHandler): void {
  announce(bareServer(handler));
}

export function announce(server: ReturnType<typeof createServer>): void {
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port');
    console.log(`http://127.0.0.1:${address.port}/mcp`);
  });
}

export function answerJson(
  res: ServerResponse,
  message: unknown,
  headers: Record<string, string> = {},
): void {
  const text = JSON.stringify(message);
  res.writeHead(200, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    ...headers,
  });
  res.end(text);
}

/** The parts of a `tools/call` that a floor reads. */
export interface CallMessage {
  id: number;
  method: string;
  params: { arguments: { text: string }; _meta?: { progressToken?: number } };
}

export function parseCall(body: Buffer): CallMessage {
  return JSON.parse(body.toString());
}

/** What every result of the 2026-07-28 era carries beside its content. */
export const modernResult = {
  resultType: 'complete',
  _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'bench-floor', version: '1.0.0' } },
};

/** The answer to a call; `extra` goes into its result. */
export function echoAnswer({ id, params }: CallMessage, extra: object = {}): object {
  return {
    jsonrpc: '2.0',
    id,
    result: { content: [{ type: 'text', text: params.arguments.text }], ...extra },
  };
}
