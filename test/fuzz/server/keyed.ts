// The same server embedded in a program: with API keys, and with limits so tight that requests run into them.

import { FleetNode } from 'mcp-fleet';
import { pino } from 'pino';
import { KEYS } from './keys.ts';
import server from './fixture.ts';

const node = new FleetNode(server, {
  port: 0,
  logger: pino({ base: null }, pino.destination({ dest: 2, sync: true })),
  auth: {
    verify: (key) => KEYS.get(key),
    requiredScopes: ['use'],
    toolScopes: { 'test_trigger*': ['change'] },
  },
  maxBodyBytes: 65_536,
  maxHeaderBytes: 8192,
  headersTimeoutMs: 500,
  bodyTimeoutMs: 1000,
  keepAliveTimeoutMs: 60_000,
  requestTimeoutMs: 40,
  questionTimeoutMs: 500,
  requestStateTtlMs: 2000,
  resumeTtlMs: 2000,
  sseKeepAliveMs: 50,
  maxStreamBufferBytes: 65_536,
  maxStreams: 8,
});
console.log(`fuzzed server at ${await node.start()}`);
process.once('SIGTERM', () => void node.stop());
