// A node for one test file or one test: on a free port, gone when the test is over.

import { FleetNode, FleetServer, type NodeOptions } from 'mcp-fleet';

/** What nodes are stopped by: `test.after` of a file or `t.after` of a test. */
export type AtEnd = (stop: () => Promise<void>) => void;

export function newServer(): FleetServer {
  return new FleetServer({ name: 'wire', version: '1.0.0' });
}

/** A server whose tool `echo` answers with its arguments as JSON. */
export function echoServer(): FleetServer {
  const server = newServer();
  server.registerTool('echo', { inputSchema: { type: 'object' } }, (args) => ({
    content: [{ type: 'text', text: JSON.stringify(args) }],
  }));
  return server;
}

/** Whatever a node serves. */
export type Servable = ConstructorParameters<typeof FleetNode>[0];

export interface RunningNode {
  readonly node: FleetNode;
  readonly url: string;
}

export async function startNode(
  atEnd: AtEnd,
  server: Servable,
  options: NodeOptions = {},
): Promise<RunningNode> {
  const node = new FleetNode(server, { port: 0, shutdownGraceMs: 100, ...options });
  const url = await node.start();
  atEnd(() => node.stop());
  return { node, url };
}

/** Option `identify` of nodes that take the header `X-User` at its word. */
export const identifyByHeader: NonNullable<NodeOptions['identify']> = ({ headers }) => {
  const user = headers['x-user'];
  return typeof user === 'string' ? user : undefined;
};
