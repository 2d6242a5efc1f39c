// The options of `fromSdk` and `fromSdkV1`, resolved once.

import type { InstanceSharing } from './modern-calls.ts';

export interface SdkV1Options {
  /**
   * Servers that are kept at once, by session or principal. Past it the one that was unused for longest is closed, and
   * made again when it is needed. Those that work on something are never closed for this. @defaultValue 1000
   */
  maxInstances?: number;
  /**
   * Milliseconds without a call or message after which a server is closed, and made again when it is needed. One whose
   * session watches resources stays for as long as its client listens. @defaultValue 60000
   */
  idleMs?: number;
}

export interface SdkOptions extends SdkV1Options {
  /**
   * Whose requests of 2026-07-28 share a server: those of one principal, everybody's (`shared`), or none (`request`,
   * as with the SDK's own `createMcpHandler`). A factory that reads its context's `requestInfo` always gets `request`.
   * @defaultValue 'principal'
   */
  instances?: InstanceSharing;
  /**
   * File or directory, as a path or `file:` URL, next to which `@modelcontextprotocol/server` is looked for first.
   * @defaultValue beside mcp-fleet, then in the working directory
   */
  sdkFrom?: string;
}

export interface FilledSdkOptions {
  readonly maxInstances: number;
  readonly idleMs: number;
  readonly instances: InstanceSharing;
  readonly sdkFrom: string | undefined;
}

const SHARINGS: readonly unknown[] = ['shared', 'principal', 'request'];
/** The longest delay of a timer in Node. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** @throws RangeError or TypeError naming the option, the value and what is allowed */
export function fillSdkOptions(options: SdkOptions): FilledSdkOptions {
  const { maxInstances = 1000, idleMs = 60_000, instances = 'principal', sdkFrom } = options;
  requireInteger('maxInstances', maxInstances, [1, 1_000_000]);
  requireInteger('idleMs', idleMs, [1, MAX_DELAY_MS]);
  if (!SHARINGS.includes(instances))
    throw new TypeError(`instances must be one of ${SHARINGS.join(', ')}: ${String(instances)}.`);
  return { maxInstances, idleMs, instances, sdkFrom };
}

function requireInteger(name: string, value: number, [least, greatest]: readonly [number, number]): void {
  if (Number.isInteger(value) && value >= least && value <= greatest) return;
  throw new RangeError(`${name} must be an integer from ${least} to ${greatest}: ${value}.`);
}
