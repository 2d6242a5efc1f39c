// A node that takes the tokens of an identity provider, and a server behind it that tells what it sees of a caller.

import { inspect } from 'node:util';
import { type AuthOptions, FleetNode, FleetServer, type NodeOptions } from 'mcp-fleet';
import type { AtEnd } from '../wire/node.ts';
import { AUDIENCE, IdentityProvider, type IdentityProviderOptions } from './identity-provider.ts';

/** `whoami` tells who calls; `read` and `remove` say that they ran. */
export function tellingServer(): FleetServer {
  const server = new FleetServer({ name: 'telling', version: '1.0.0', title: 'Telling server' });
  server.registerTool('whoami', {}, (ctx) => {
    const { headers, authInfo } = ctx.http;
    return {
      content: [{ type: 'text', text: JSON.stringify({ principal: ctx.principal, authInfo, headers }) }],
    };
  });
  for (const name of ['read', 'remove']) {
    server.registerTool(name, {}, () => ({ content: [{ type: 'text', text: `${name} done` }] }));
  }
  return server;
}

export interface ProtectedNode {
  readonly url: string;
  readonly provider: IdentityProvider;
  readonly server: FleetServer;
  /** Everything that the node has logged, as text. */
  readonly logged: string[];
}

export interface ProtectedNodeOptions extends IdentityProviderOptions {
  readonly node?: NodeOptions;
  readonly auth?: Partial<Extract<AuthOptions, { audience: unknown }>>;
}

export async function startProtectedNode(
  atEnd: AtEnd,
  { node: nodeOptions, auth, ...providerOptions }: ProtectedNodeOptions = {},
): Promise<ProtectedNode> {
  const provider = await IdentityProvider.start(providerOptions);
  atEnd(() => provider.stop());
  const { url, server, logged } = await startNodeOf(atEnd, provider, {
    node: nodeOptions ?? {},
    auth: auth ?? {},
  });
  return { url, provider, server, logged };
}

/** A further node for the same provider. */
export async function startNodeOf(
  atEnd: AtEnd,
  provider: IdentityProvider,
  { node: nodeOptions = {}, auth = {} }: Pick<ProtectedNodeOptions, 'node' | 'auth'> = {},
): Promise<Omit<ProtectedNode, 'provider'>> {
  const server = tellingServer();
  const logged: string[] = [];
  const log = (facts: object, message: string) =>
    void logged.push(`${message} ${inspect(facts, { depth: 10 })}`);
  const node = new FleetNode(server, {
    port: 0,
    shutdownGraceMs: 100,
    reconnectDelayMs: 10,
    logger: { info: log, warn: log, error: log },
    ...nodeOptions,
    auth: { issuer: provider.issuer, audience: AUDIENCE, requiredScopes: ['tools:read'], ...auth },
  });
  const url = await node.start();
  atEnd(() => node.stop());
  return { url, server, logged };
}
