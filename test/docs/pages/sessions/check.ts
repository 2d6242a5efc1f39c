// A session that was opened on one node of the fleet is served by the other, and over on both when it has ended.

import assert from 'node:assert/strict';
import { WireSession } from '../../../integration/wire/session.ts';
import type { PageRun } from '../../page-run.ts';

export default async function check(page: PageRun): Promise<void> {
  const printed = await page.serve('node fleet.ts', 2);
  const other = /http\S+/.exec(printed.split('\n')[1] ?? '')?.[0] ?? '';
  const session = await WireSession.open(page.url);
  const elsewhere = session.through(other);
  assert.equal((await elsewhere.callTool('hour')).status, 200);
  await session.end();
  assert.equal((await elsewhere.callTool('hour')).status, 404);
}
