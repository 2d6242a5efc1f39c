// The error reference and the codes in the source are equal, both ways.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ERROR_KINDS } from '../../src/protocol/errors.ts';

const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
const rows = [...page.matchAll(/^\| `(\w+)` \| (-\d+) \| (\d+) \| (yes|no) \|/gm)];

test('the error reference lists every code of the source with its numbers', () => {
  const documented = rows.map(([, code, rpcCode, httpStatus, retry]) => [
    code,
    { rpcCode: Number(rpcCode), httpStatus: Number(httpStatus), retryable: retry === 'yes' },
  ]);
  assert.ok(documented.length > 20);
  assert.deepEqual(Object.fromEntries(documented), { ...ERROR_KINDS });
});
