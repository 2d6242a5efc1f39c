// The tools on a node with its defaults, but for the deadline.
import { FleetNode } from 'mcp-fleet';
import { buildFleetServer } from './fleet-server.ts';
import { deadlineMs } from './tools.ts';

const node = new FleetNode(buildFleetServer(), { port: 0, requestTimeoutMs: deadlineMs });
console.log(await node.start());
