// The same node, for callers with keys of their own: `key-NAME` belongs to NAME.
import { FleetNode } from 'mcp-fleet';
import { buildFleetServer } from './fleet-server.ts';
import { deadlineMs } from './tools.ts';

const verify = (key: string) => (key.startsWith('key-') ? { id: key.slice(4) } : undefined);
const node = new FleetNode(buildFleetServer(), { port: 0, requestTimeoutMs: deadlineMs, auth: { verify } });
console.log(await node.start());
