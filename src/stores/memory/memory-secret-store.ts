// The secrets that the nodes of one process share.

import type { SecretStore } from '../../cluster/secret-store.ts';

export class MemorySecretStore implements SecretStore {
  #secrets: readonly string[] = [];

  obtain(fresh: string): readonly string[] {
    if (this.#secrets.length === 0) this.#secrets = [fresh];
    return this.#secrets;
  }
}
