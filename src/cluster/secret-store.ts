// The port to the secrets that a fleet shares when nobody configured any.

import type { Awaitable } from './bus.ts';

export interface SecretStore {
  /** The secrets of the fleet, newest first. `fresh` becomes the first one if there is none yet: the same for all who ask. */
  obtain(fresh: string): Awaitable<readonly string[]>;
}
