// Splits a Markdown document at its headings, so that a search answers with the passage that
// matters rather than with a whole file. Headings inside fenced code are code, not headings.

export interface Section {
  /** The document's path. */
  path: string;
  /** The headings that lead here, outermost first; empty before the first heading of a document. */
  trail: readonly string[];
  /** Line of the heading, or of the first line when there is none; counted from 1. */
  line: number;
  /** The lines from `line` up to the next heading. */
  lines: readonly string[];
}

/** CommonMark 0.31: up to three blanks, one to six `#`, a blank, and an optional closing run of `#`. */
const ATX_HEADING = /^ {0,3}(#{1,6})[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

export function splitIntoSections(path: string, markdown: string): Section[] {
  const sections: Section[] = [];
  const trail: { depth: number; title: string }[] = [];
  let lines: string[] = [];
  let startLine = 1;
  let openFence: string | undefined;

  const close = () => {
    if (lines.some((line) => line.trim() !== '')) {
      sections.push({ path, trail: trail.map(({ title }) => title), line: startLine, lines });
    }
  };

  for (const [index, line] of markdown.split(/\r?\n/).entries()) {
    const fence = FENCE.exec(line)?.[1];
    if (openFence !== undefined) {
      if (fence?.startsWith(openFence)) openFence = undefined;
    } else if (fence !== undefined) {
      openFence = fence;
    } else {
      const [, marks, title] = ATX_HEADING.exec(line) ?? [];
      if (marks !== undefined && title !== undefined) {
        close();
        lines = [];
        startLine = index + 1;
        while ((trail.at(-1)?.depth ?? 0) >= marks.length) trail.pop();
        trail.push({ depth: marks.length, title: plainText(title) });
      }
    }
    lines.push(line);
  }
  close();
  return sections;
}

/** A line of Markdown as it reads: without emphasis, code marks, list marks and the targets of links. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/^\s*(?:#{1,6}|[-*+]|\d+\.|>)\s+/, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__|`)/g, '')
    .trim();
}
