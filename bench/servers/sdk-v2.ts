// The official SDK v2 in the 2026-07-28 era, as its documentation mounts it on `node:http`:
// `createMcpHandler` with `toNodeHandler`, without the Host and Origin guards that it leaves to the user.
import { createServer } from 'node:http';
import { type NodeIncomingMessageLike, toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { announce } from './bare-http.ts';
import { buildSdkServer } from './sdk-server.ts';

const handle = toNodeHandler(createMcpHandler(buildSdkServer));

// The SDK's type of a request does not fit Node's own under `exactOptionalPropertyTypes`; the values do.
announce(createServer((req, res) => void handle(req as NodeIncomingMessageLike, res)));
