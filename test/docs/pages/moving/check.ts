// What is shown before and after answers alike.

import assert from 'node:assert/strict';
import { callTool } from '../../../integration/wire/modern.ts';
import type { PageRun } from '../../page-run.ts';

export default async function check(page: PageRun): Promise<void> {
  const forecasts = async () => {
    const answers = [];
    for (const city of ['Oslo', 'Atlantis']) {
      const { rpc } = await callTool(page.url, 'forecast', { city });
      answers.push(JSON.stringify(rpc.result?.['content']));
    }
    return `${answers.join('\n')}\n`;
  };
  assert.equal(await page.run('node try-before.ts before.ts'), await forecasts());
  await page.serve('npx mcp-fleet serve after-v1.ts');
  assert.equal(await page.run('node try-before.ts before-v1.ts'), await forecasts());
}
