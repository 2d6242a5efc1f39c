// What every store of fleet secrets must keep. Run on each implementation; those that are shared get two views.

import assert from 'node:assert/strict';
import type { SecretStore } from '../../src/cluster/secret-store.ts';
import { checksOf } from './checks.ts';

export interface SecretStoreSubject {
  readonly secrets: SecretStore;
  /** The same secrets as another node sees them. */
  readonly elsewhere: SecretStore;
  readonly close: () => void | Promise<void>;
}

export function secretStoreContract(name: string, open: () => Promise<SecretStoreSubject>): void {
  const holds = checksOf(name, open);

  holds("the first secret that is offered becomes the fleet's", async ({ secrets, elsewhere }) => {
    assert.deepEqual(await secrets.obtain('one'), ['one']);
    assert.deepEqual(await elsewhere.obtain('two'), ['one']);
    assert.deepEqual(await secrets.obtain('three'), ['one']);
  });

  holds('of many nodes that start at once, all get the same', async ({ secrets, elsewhere }) => {
    const shared = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? secrets : elsewhere).obtain(`secret ${index}`),
      ),
    );
    assert.equal(new Set(shared.map((list) => list.join())).size, 1);
  });

  holds('rotation puts the new secret in front and forgets the oldest', async ({ secrets, elsewhere }) => {
    await secrets.obtain('one');
    assert.deepEqual(await elsewhere.rotate('two', 3), ['two', 'one']);
    assert.deepEqual(await secrets.rotate('three', 3), ['three', 'two', 'one']);
    assert.deepEqual(await secrets.rotate('four', 3), ['four', 'three', 'two']);
    assert.deepEqual(await elsewhere.obtain('other'), ['four', 'three', 'two']);
  });

  holds('a rotation that is repeated changes nothing', async ({ secrets }) => {
    await secrets.obtain('one');
    await secrets.rotate('two', 2);
    assert.deepEqual(await secrets.rotate('two', 2), ['two', 'one']);
  });

  holds('a secret of the fleet can be brought to the front', async ({ secrets }) => {
    await secrets.obtain('one');
    await secrets.rotate('two', 3);
    await secrets.rotate('three', 3);
    assert.deepEqual(await secrets.rotate('one', 3), ['one', 'three', 'two']);
  });
}
