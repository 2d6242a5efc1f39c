// The port to the secrets that a fleet shares when nobody configured any.

import type { Awaitable } from './bus.ts';

export interface SecretStore {
  /** The secrets of the fleet, newest first. `fresh` becomes the first one if there is none yet: the same for all who ask. */
  obtain(fresh: string): Awaitable<readonly string[]>;
  /**
   * Puts a secret in front, unless it is there, and forgets all but the newest `keep`.
   * @returns the secrets of the fleet, newest first
   */
  rotate(secret: string, keep: number): Awaitable<readonly string[]>;
}
