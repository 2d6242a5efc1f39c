// What the lists of servers say works: the address answers, and so does the command.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectV2 } from '../../../integration/clients/v2-client.ts';
import type { PageRun } from '../../page-run.ts';

export default async function check(page: PageRun): Promise<void> {
  // Written anew before each command, with the port that the server has now.
  await page.run('true');
  const { mcpServers } = JSON.parse(readFileSync(join(page.folder, 'mcp.json'), 'utf8'));
  const client = await connectV2(mcpServers.greeter.url, { mode: 'auto' });
  assert.deepEqual(client.server['name'], 'greeter');
  await client.close();
  assert.equal(await page.run('node try-stdio.ts'), '[{"type":"text","text":"Hello, Ada!"}]\n');
}
