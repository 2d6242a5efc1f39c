// The official SDK v2 with sessions of 2025-11-25, routed as its documentation shows: one transport a session, kept in
// a Map. JSON answers are switched on, because they are the faster of its two ways.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { announce } from './bare-http.ts';
import { buildSdkServer } from './sdk-server.ts';

const sessions = new Map<string, NodeStreamableHTTPServerTransport>();

async function openSession(): Promise<NodeStreamableHTTPServerTransport> {
  const transport = new NodeStreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    enableJsonResponse: true,
    onsessioninitialized: (id) => {
      sessions.set(id, transport);
    },
  });
  transport.onclose = () => {
    if (transport.sessionId !== undefined) sessions.delete(transport.sessionId);
  };
  await buildSdkServer().connect(transport);
  return transport;
}

announce(
  createServer(async (req, res) => {
    const sessionId = req.headers['mcp-session-id'];
    const transport = typeof sessionId === 'string' ? sessions.get(sessionId) : await openSession();
    if (transport === undefined) return void res.writeHead(404).end();
    await transport.handleRequest(req, res);
  }),
);
