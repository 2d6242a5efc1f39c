// Notes are listed, read, refused and written; who subscribed to one is told, in either era.

import assert from 'node:assert/strict';
import { connectV2 } from '../../../integration/clients/v2-client.ts';
import { modern } from '../../../integration/wire/modern.ts';
import { until } from '../../../support/until.ts';
import type { PageRun } from '../../page-run.ts';

export default async function check(page: PageRun): Promise<void> {
  for (const mode of ['auto', 'legacy'] as const) {
    const client = await connectV2(page.url, { mode });
    const uris = (await client.list('resources')).map(({ uri }) => uri);
    assert.ok(uris.includes('shop://terms') && uris.includes('note://shopping'));
    const note = await client.read('note://shopping');
    assert.deepEqual(note['contents'], [
      { uri: 'note://shopping', mimeType: 'text/markdown', text: 'Milk, bread\n' },
    ]);
    const failure = await client.failure(client.read('note://nothing'));
    assert.equal(failure.message.includes('There is no note "nothing".'), true);

    const stop = await client.listen({ resourceSubscriptions: ['note://today'] });
    await client.call('write_note', { text: 'Tidy up' });
    const told = () => client.notices.some(({ method }) => method === 'notifications/resources/updated');
    await until(told, { what: 'the notice that the note changed' });
    await stop();
    await client.close();
  }
  const terms = await modern(page.url, 'resources/read', { uri: 'shop://terms' });
  assert.equal(terms.rpc.result?.['ttlMs'], 3_600_000);
}
