// The errors that the server may answer with: those that its documentation lists, with the numbers that it gives them.

import { readFileSync } from 'node:fs';

export interface DocumentedError {
  readonly rpcCode: number;
  readonly httpStatus: number;
  readonly retryable: boolean;
}

const ROW = /^\| `(\w+)` \| (-\d+) \| (\d+) \| (yes|no) \|/gm;

function readReference(): ReadonlyMap<string, DocumentedError> {
  const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(ROW)].map(([, code, rpcCode, httpStatus, retry]) => {
    const error = { rpcCode: Number(rpcCode), httpStatus: Number(httpStatus), retryable: retry === 'yes' };
    return [code as string, error] as const;
  });
  if (rows.length === 0) throw new Error('docs/errors.md has no table of errors.');
  return new Map(rows);
}

/** By the `code` in `error.data`. */
export const DOCUMENTED_ERRORS: ReadonlyMap<string, DocumentedError> = readReference();
