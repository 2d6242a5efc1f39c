// Shows bytes as JavaScript string literals (Latin-1), exactly, and briefly where they repeat themselves.

const REPEATED = /([\s\S]{1,8}?)\1{23,}/g;

/**
 * A literal for each line of the bytes; `"ab" x 40` stands for a piece that repeats itself.
 * @param mostChars characters that are shown at most; the rest is counted
 */
export function showBytes(bytes: Buffer, mostChars: number): string[] {
  const text = bytes.toString('latin1');
  const lines: string[] = [];
  let shownChars = 0;
  let at = 0;
  const show = (line: string, end: number): boolean => {
    lines.push(line);
    shownChars += line.length;
    at = end;
    return shownChars < mostChars;
  };
  const showPlain = (end: number): boolean => {
    for (const line of text.slice(at, end).match(/.*\n|.+/gs) ?? []) {
      if (!show(literal(line.slice(0, mostChars)), at + Math.min(line.length, mostChars))) return false;
    }
    return true;
  };
  for (const run of text.matchAll(REPEATED)) {
    const [whole, piece = ''] = run;
    if (!showPlain(run.index)) break;
    if (!show(`${literal(piece)} x ${whole.length / piece.length}`, run.index + whole.length)) break;
  }
  if (shownChars < mostChars) showPlain(text.length);
  if (at < text.length) lines.push(`... and ${text.length - at} bytes more`);
  return lines;
}

function literal(text: string): string {
  const escaped = (char: string): string => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
  return JSON.stringify(text)
    .replaceAll(/\\u00([0-9a-f]{2})/g, '\\x$1')
    .replaceAll(/[\x7f-\xff]/g, escaped);
}
