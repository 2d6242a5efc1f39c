// The secrets that the nodes of one process share.

import type { SecretStore } from '../../cluster/secret-store.ts';

export class MemorySecretStore implements SecretStore {
  #secrets: readonly string[] = [];

  obtain(fresh: string): readonly string[] {
    if (this.#secrets.length === 0) this.#secrets = [fresh];
    return this.#secrets;
  }

  rotate(secret: string, keep: number): readonly string[] {
    this.#secrets = [secret, ...this.#secrets.filter((other) => other !== secret)].slice(0, keep);
    return this.#secrets;
  }
}
