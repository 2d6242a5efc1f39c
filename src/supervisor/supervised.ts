// A process as its supervisor sees it: it tells when it serves, or why it cannot, and ends when its supervisor does.

import { type IpcStores, ipcStores } from '../stores/ipc/ipc-stores.ts';
import type { FromProcess } from './supervisor.ts';

export interface Supervision {
  /** Those that the supervisor holds for all of its processes. */
  readonly stores: IpcStores;
  /** Port that the other processes listen on; 0: this one is the first. */
  readonly port: number;
  /** @param what is served, for people */
  serving(url: string, what: string): void;
  /** Tells what its user has to change; resolves when it was told. */
  unfit(message: string): Promise<void>;
  /** Calls back when the supervisor is gone. */
  onOrphaned(callback: () => void): void;
}

/** Undefined when this process has no supervisor. */
export function supervision(): Supervision | undefined {
  const port = process.env[SUPERVISED_VARIABLE];
  if (process.send === undefined || port === undefined) return undefined;
  const tell = (message: FromProcess): Promise<void> =>
    new Promise((resolve) => {
      process.send?.(message, () => resolve());
    });
  return {
    stores: ipcStores(process),
    port: Number(port),
    serving: (url, what) => void tell({ supervised: 'serving', url, what }),
    unfit: (message) => tell({ supervised: 'unfit', message }),
    onOrphaned: (callback) => process.once('disconnect', callback),
  };
}

/**
 * Set in the environment of supervised processes, to the port of the others or 0: another parent may have opened a
 * channel for purposes of its own.
 */
export const SUPERVISED_VARIABLE = 'SUPERVISED_BY_MCP_FLEET';
