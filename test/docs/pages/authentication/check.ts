// A right key gets in, a wrong one and none at all do not; tokens are asked for as the page says.

import assert from 'node:assert/strict';
import { callTool, textOf } from '../../../integration/wire/modern.ts';
import type { PageRun } from '../../page-run.ts';

export default async function check(page: PageRun): Promise<void> {
  await page.serve('node keys.ts');
  const asAda = await callTool(page.url, 'files.list', {}, { headers: { 'X-API-Key': 'the-key-of-ada' } });
  assert.equal(textOf(asAda.rpc), 'files.list by ada');
  const asNobody = await callTool(page.url, 'files.list', {}, { headers: { 'X-API-Key': 'wrong' } });
  assert.equal(asNobody.status, 401);

  await page.serve('node tokens.ts');
  const refused = await callTool(page.url, 'files.list');
  assert.equal(refused.status, 401);
  assert.match(refused.headers['www-authenticate'] ?? '', /^Bearer .*resource_metadata=/);
}
