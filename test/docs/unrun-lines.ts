// Which lines of a page's code no process has run, by what V8 counted (NODE_V8_COVERAGE). Code that is only shown is
// code that goes stale.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Counted {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

interface Report {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { readonly ranges: Counted[] }[];
  }[];
}

/**
 * @param reports folder that NODE_V8_COVERAGE named
 * @param url of the file
 * @returns numbers of the lines, from 1, with a statement that was reached by none
 */
export function unrunLines(reports: string, url: string, text: string): number[] {
  const ran = new Uint8Array(text.length);
  for (const name of readdirSync(reports)) {
    const report: Report = JSON.parse(readFileSync(join(reports, name), 'utf8'));
    // A file that is read again when it changes has a query behind its URL.
    for (const script of report.result.filter((one) => one.url.split('?', 1)[0] === url)) {
      const ofProcess = countsByOffset(
        script.functions.flatMap(({ ranges }) => ranges),
        text.length,
      );
      for (const [offset, count] of ofProcess.entries()) if (count > 0) ran[offset] = 1;
    }
  }
  const lines: number[] = [];
  let offset = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const isUnrun = [...line].some((character, at) => /\w/.test(character) && ran[offset + at] === 0);
    if (isUnrun) lines.push(index + 1);
    offset += line.length + 1;
  }
  return lines;
}

/** The innermost range around an offset has its count. */
function countsByOffset(ranges: Counted[], length: number): Uint8Array {
  const counts = new Uint8Array(length);
  const outermostFirst = ranges.toSorted(
    (a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset,
  );
  for (const { startOffset, endOffset, count } of outermostFirst) {
    counts.fill(Math.min(count, 1), startOffset, endOffset);
  }
  return counts;
}
