// The measured tools with every protection on: access tokens, rates of all kinds that the load does not reach, admission,
// breakers, the guard of the event loop. With BENCH_PROTECTIONS=layers without the tokens, with BENCH_PROTECTIONS=off with none.
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

const layers: NodeOptions = {
  rateLimit: { node: plenty, principal: plenty, tool: plenty, address: plenty },
};

async function everything(): Promise<NodeOptions> {
  return {
    ...layers,
    auth: {
      issuer: benchIssuer,
      audience: benchAudience,
      resource: benchAudience,
      jwksUri: await serveKeys(),
    },
  };
}

async function optionsOf(protections: string | undefined): Promise<NodeOptions> {
  if (protections === 'off') return none;
  return protections === 'layers' ? layers : await everything();
}

const options = await optionsOf(process.env.BENCH_PROTECTIONS);
console.log(await new FleetNode(server, { ...options, port: 0 }).start());
