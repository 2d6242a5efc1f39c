// Rows under headings, in columns that are as wide as what is in them.

const GAP = '  ';

/**
 * A column without anything in it is left out. What does not fit the width is cut off at the end of each row.
 * @param width characters of the terminal; undefined: as wide as need be
 */
export function alignTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  width: number | undefined,
): string {
  const used = headings.map((_, column) => rows.some((row) => row[column] !== ''));
  const lines = [headings, ...rows].map((row) => row.filter((_, column) => used[column]));
  const widths = (lines[0] as readonly string[]).map((_, column) =>
    Math.max(...lines.map((line) => (line[column] as string).length)),
  );
  const texts = lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] as number))
      .join(GAP)
      .trimEnd(),
  );
  return `${texts.map((text) => cut(text, width)).join('\n')}\n`;
}

function cut(text: string, width: number | undefined): string {
  return width === undefined || text.length <= width ? text : `${text.slice(0, Math.max(1, width - 1))}…`;
}
