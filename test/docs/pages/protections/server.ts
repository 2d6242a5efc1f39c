// A server with the tools that the page limits.

import { FleetServer } from 'mcp-fleet';

const server = new FleetServer({ name: 'office', version: '1.0.0' });
server.registerTool('report', {}, () => ({ content: [{ type: 'text', text: 'Sales: 1200 euros' }] }));
server.registerTool('admin.reset', {}, () => ({ content: [{ type: 'text', text: 'Reset.' }] }));

export default server;
