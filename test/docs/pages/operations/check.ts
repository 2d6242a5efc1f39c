// The server of the page answers.

import assert from 'node:assert/strict';
import { callTool, textOf } from '../../../integration/wire/modern.ts';
import type { PageRun } from '../../page-run.ts';

export default async function check(page: PageRun): Promise<void> {
  assert.match(textOf((await callTool(page.url, 'hour')).rpc) ?? '', /^It is \d+\.$/);
}
