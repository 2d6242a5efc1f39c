// Whether a load may be believed. A generator that was held up sends late and in bursts, and then it is the generator
// that was measured. Servers may be as busy as they like here: that is what the load is for.
import type { LoadMeasurement } from './measure-load.ts';

const mostGeneratorShare = 0.8;
/** Of calls that had a free connection: what these clocks can tell apart, and less than any latency that matters here. */
const mostLagP99Ms = 10;
/** Of the server's core. Some of it is what the system does for the server's own connections. */
const mostForeignShare = 0.15;

/** Why the load says nothing about its server; `undefined` when it does. */
export function doubtOf({
  generator,
  server,
}: Pick<LoadMeasurement, 'generator' | 'server'>): string | undefined {
  const { coreShare, lag } = generator;
  if (server.foreignShare > mostForeignShare) {
    return `something else used ${percent(server.foreignShare)} of the server's core`;
  }
  if (coreShare > mostGeneratorShare) return `the generator used ${percent(coreShare)} of its core`;
  if (lag.p99Ms > mostLagP99Ms) return `a hundredth of the calls was sent ${lag.p99Ms.toFixed(0)} ms late`;
  return undefined;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
