// What orchestrators and balancers ask: is the process alive (`/health`), and does it want traffic (`/ready`).

export type NodeStatus = 'starting' | 'running' | 'stopping' | 'stopped';

export interface HealthReport {
  readonly status: NodeStatus;
  readonly nodeId: string;
  readonly server: { readonly name: string; readonly version: string };
  /** Nodes of the fleet, as far as this one knows. */
  readonly nodes: number;
  readonly uptimeSeconds: number;
  readonly runningCalls: number;
  readonly openStreams: number;
  /** What admission sees; undefined when it is off. */
  readonly load: LoadReport | undefined;
  /** Share of new calls that are refused because the event loop is late, from 0 to 0.95. */
  readonly loopRefusals: number;
  /** Tools that are given a rest. */
  readonly openBreakers: number;
}

export interface LoadReport {
  /** Calls that hold a slot, and slots that there are. */
  readonly running: number;
  readonly limit: number;
  /** Calls that wait, and places that there are. */
  readonly queued: number;
  readonly maxQueue: number;
}

/** The page of that path as status and JSON, or undefined when there is none. */
export function healthPage(
  path: string,
  report: () => HealthReport,
): { status: number; body: string } | undefined {
  if (path === '/health') return { status: 200, body: JSON.stringify(report()) };
  if (path !== '/ready') return undefined;
  const { status, nodeId } = report();
  const ready = status === 'running';
  return { status: ready ? 200 : 503, body: JSON.stringify({ ready, status, nodeId }) };
}
