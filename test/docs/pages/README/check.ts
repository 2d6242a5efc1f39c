// The first tool greets, in either era, and the one that asks removes nothing until its user agrees.

import assert from 'node:assert/strict';
import { connectV2 } from '../../../integration/clients/v2-client.ts';
import type { PageRun } from '../../page-run.ts';

export default async function check(page: PageRun): Promise<void> {
  for (const mode of ['auto', 'legacy'] as const) {
    for (const [action, text] of [
      ['accept', 'Removed notes.md.'],
      ['decline', 'Nothing was removed.'],
    ] as const) {
      const client = await connectV2(page.url, { mode, answers: { elicit: () => ({ action }) } });
      const greeting = await client.call('greet', { name: 'Ada' });
      assert.deepEqual(greeting['content'], [{ type: 'text', text: 'Hello, Ada!' }]);
      const removal = await client.call('remove', { path: 'notes.md' });
      assert.deepEqual(removal['content'], [{ type: 'text', text }]);
      await client.close();
    }
  }
}
