// Both styles of asking work in both eras, and a user who declines books nothing.

import assert from 'node:assert/strict';
import { connectV2 } from '../../../integration/clients/v2-client.ts';
import type { PageRun } from '../../page-run.ts';

export default async function check(page: PageRun): Promise<void> {
  for (const mode of ['auto', 'legacy'] as const) {
    const accepting = await connectV2(page.url, {
      mode,
      answers: { elicit: () => ({ action: 'accept', content: { stars: 4 } }) },
    });
    const rating = await accepting.call('rate', { hotel: 'Astoria' });
    assert.deepEqual(rating['content'], [{ type: 'text', text: 'Astoria: 4 stars' }]);
    await accepting.close();

    const declining = await connectV2(page.url, { mode, answers: { elicit: () => ({ action: 'decline' }) } });
    const booking = await declining.call('book', { city: 'Vienna' });
    assert.deepEqual(booking['content'], [{ type: 'text', text: 'Nothing was booked.' }]);
    await declining.close();
  }
}
