// Progress and log messages arrive, a call can be cancelled, and what the page says of the remaining tools holds.

import assert from 'node:assert/strict';
import { connectV2 } from '../../../integration/clients/v2-client.ts';
import { callTool, textOf } from '../../../integration/wire/modern.ts';
import type { PageRun } from '../../page-run.ts';

export default async function check(page: PageRun): Promise<void> {
  const order = await callTool(page.url, 'reorder', { article: 'pen', count: 2 });
  assert.equal(textOf(order.rpc), 'Ordered 2 of pen.');
  const report = await callTool(page.url, 'report', { year: 2025 });
  assert.equal(textOf(report.rpc), 'Sales of 2025: 1200 euros');

  for (const mode of ['auto', 'legacy'] as const) {
    const client = await connectV2(page.url, { mode });
    const progress: unknown[] = [];
    await client.call(
      'count_stock',
      { shelves: 2 },
      { onProgress: (one) => progress.push(one['message']), logLevel: 'info' },
    );
    assert.deepEqual(progress, ['Shelf 1', 'Shelf 2']);
    const logged = client.notices.filter(({ method }) => method === 'notifications/message');
    assert.deepEqual(
      logged.map(({ params }) => (params as { data: unknown }).data),
      [{ shelf: 1 }, { shelf: 2 }],
    );
    await assert.rejects(client.call('count_stock', { shelves: 100 }, { signal: AbortSignal.timeout(50) }));
    await client.close();
  }

  assert.equal((await callTool(page.url, 'sale')).rpc.error?.message, 'Unknown tool: sale');
  await callTool(page.url, 'open_sale', { until: 'Sunday' });
  assert.equal(textOf((await callTool(page.url, 'sale')).rpc), 'Pens: 10 euros');
}
