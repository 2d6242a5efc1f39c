// One process of a fleet, as a supervisor starts it: a node whose tools tell where they ran.

import { FleetNode, FleetServer } from 'mcp-fleet';
import { supervision } from '../../../src/supervisor/supervised.ts';

const supervised = supervision();
if (supervised === undefined) throw new Error('This process is to be started by a supervisor.');

const server = new FleetServer({ name: 'processes', version: '1.0.0' });
const text = (value: unknown) => ({ content: [{ type: 'text' as const, text: String(value) }] });
server.registerTool('pid', {}, () => text(process.pid));
server.registerTool('crash', {}, () => process.exit(7));
server.registerTool('wait', { scale: { timeoutMs: 0 }, annotations: { readOnlyHint: true } }, async (ctx) => {
  ctx.progress(1);
  await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve));
  return text(process.pid);
});

const [, , fault = ''] = process.argv;
if (fault === 'unfit') {
  await supervised.unfit('There is no such file.');
  process.exit(1);
}
if (fault === 'crash') process.exit(3);
const node = new FleetNode(server, {
  port: supervised.port,
  reusePort: true,
  stores: supervised.stores,
  heartbeatMs: 500,
  shutdownGraceMs: 2000,
});
const stop = (): void => {
  void node.stop().then(() => process.exit(0));
};
process.once('SIGTERM', stop);
supervised.onOrphaned(stop);
supervised.serving(await node.start(), 'processes 1.0.0');
