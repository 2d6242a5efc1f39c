// The same server embedded in a program: with API keys, and with limits so tight that requests run into them.

import { FleetNode } from 'mcp-fleet';
import { pino } from 'pino';
import server from './fixture.ts';
import { KEYS } from './keys.ts';

const node = new FleetNode(server, {
  port: 0,
  logger: pino({ base: null }, pino.destination({ dest: 2, sync: true })),
  auth: {
    verify: (key) => KEYS.get(key),
    requiredScopes: ['use'],
    toolScopes: { 'test_trigger*': ['change'] },
  },
  admission: { maxConcurrent: 8, maxQueue: 16, abandonAfterMs: 200, adaptive: true, weights: { ada: 3 } },
  rateLimit: { address: { perSecond: 4000, burst: 1000 } },
  tools: { work: { maxConcurrent: 3 }, 'test_image*': { rateLimit: { perSecond: 100, burst: 5 } } },
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
