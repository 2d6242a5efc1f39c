// Chooses the lines to show for a hit: the one with the most of the matched words, and what follows
// it until there is enough to read.

const MAX_SNIPPET_CHARACTERS = 240;
/** Blank lines and the rules of tables and sections have none. */
const HAS_WORDS = /[\p{L}\p{N}]/u;

export interface Snippet {
  /** Position of the best line within the section, from 0. */
  lineIndex: number;
  snippet: string;
}

/** `terms` are the matched words, in lower case; `lines` are the section's, heading first. */
export function snippetOf(lines: readonly string[], terms: readonly string[]): Snippet {
  let lineIndex = 0;
  let bestCount = 0;
  for (const [index, line] of lines.entries()) {
    const lower = line.toLowerCase();
    const count = terms.filter((term) => lower.includes(term)).length;
    if (count > bestCount) {
      bestCount = count;
      lineIndex = index;
    }
  }
  const text = lines
    .slice(lineIndex)
    .filter((line) => HAS_WORDS.test(line))
    .join(' ')
    .replaceAll(/\s+/g, ' ');
  return { lineIndex, snippet: shorten(text) };
}

function shorten(text: string): string {
  if (text.length <= MAX_SNIPPET_CHARACTERS) return text;
  const lastBlank = text.lastIndexOf(' ', MAX_SNIPPET_CHARACTERS - 1);
  return `${text.slice(0, lastBlank > 0 ? lastBlank : MAX_SNIPPET_CHARACTERS - 1)}…`;
}
