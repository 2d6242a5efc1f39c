// The tools on the official SDK v2, as its documentation mounts `createMcpHandler` on `node:http`, and a page that says
// that the process is alive.
import { createServer } from 'node:http';
import { type NodeIncomingMessageLike, toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { announce } from '../../servers/bare-http.ts';
import { compute, computeTool, lookUp, lookupTool } from './tools.ts';

const handle = toNodeHandler(
  createMcpHandler(() => {
    const server = new McpServer({ name: 'overload-sdk', version: '1.0.0' });
    server.registerTool('lookup', lookupTool, lookUp);
    server.registerTool('compute', computeTool, compute);
    return server;
  }),
);

announce(
  createServer((req, res) => {
    if (req.url === '/health') res.end('alive');
    // The SDK's type of a request does not fit Node's own under `exactOptionalPropertyTypes`; the values do.
    else void handle(req as NodeIncomingMessageLike, res);
  }),
);
