// The measured tools with every protection on, or, with BENCH_PROTECTIONS=off, with none. On: access tokens, rates of all
// four kinds that the load does not reach, admission, breakers, the guard of the event loop.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FleetNode, type NodeOptions } from 'mcp-fleet';
import { benchAudience, benchIssuer } from '../token.ts';
import server from './fleet.ts';

const plenty = { perSecond: 1_000_000 };
const none: NodeOptions = { admission: false, circuitBreaker: false, maxLoopDelayMs: 0 };

/** What the node needs of the issuer: its keys. */
async function serveKeys(): Promise<string> {
  const keys = process.env.BENCH_JWKS ?? '{"keys":[]}';
  const issuer = createServer((_req, res) => {
    res.setHeader('Content-Type', 'application/json');
    res.end(keys);
  });
  await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
  issuer.unref();
  return `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/keys`;
}

async function allOn(): Promise<NodeOptions> {
  return {
    auth: {
      issuer: benchIssuer,
      audience: benchAudience,
      resource: benchAudience,
      jwksUri: await serveKeys(),
    },
    rateLimit: { node: plenty, principal: plenty, tool: plenty, address: plenty },
  };
}

const options = process.env.BENCH_PROTECTIONS === 'off' ? none : await allOn();
console.log(await new FleetNode(server, { ...options, port: 0 }).start());
