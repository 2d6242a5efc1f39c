// The server of docs/configuration.md answers.

import assert from 'node:assert/strict';
import { callTool, textOf } from '../../../integration/wire/modern.ts';
import type { PageRun } from '../../page-run.ts';

export default async function check(page: PageRun): Promise<void> {
  assert.equal(textOf((await callTool(page.url, 'report')).rpc), 'All is well.');
}
