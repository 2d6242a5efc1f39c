// The tools of known cost on `mcp-fleet`.
import { FleetServer } from 'mcp-fleet';
import { compute, computeTool, lookUp, lookupTool } from './tools.ts';

export function buildFleetServer(): FleetServer {
  const server = new FleetServer({ name: 'overload-fleet', version: '1.0.0' });
  server.registerTool('lookup', lookupTool, lookUp);
  server.registerTool('compute', computeTool, compute);
  return server;
}
