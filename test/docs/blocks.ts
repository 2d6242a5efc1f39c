// Finds the fenced code blocks of a Markdown page, each with the comment above it that says how it is tested:
// `<!-- test: file server.ts -->`. What the comments mean is in page-plan.ts.

export interface Block {
  /** Of the fence, from 1. */
  readonly line: number;
  readonly language: string;
  readonly lines: readonly string[];
  /** What stands after `test:` in the comment; undefined when there is none. */
  readonly marker: string | undefined;
}

const FENCE = /^(\s*)(`{3,}|~{3,})\s*([\w-]*)/;
const MARKER = /^\s*<!--\s*test:\s*(.*?)\s*-->\s*$/;

/** @throws Error for a fence that is never closed, and for a comment with no block below it. */
export function findBlocks(markdown: string): Block[] {
  const lines = markdown.split('\n');
  const blocks: Block[] = [];
  let marker: string | undefined;
  for (let at = 0; at < lines.length; at++) {
    const text = lines[at] as string;
    const fence = FENCE.exec(text);
    if (fence !== null) {
      const [, indent = '', ticks = '', language = ''] = fence;
      const end = lines.findIndex((line, index) => index > at && line.trim() === ticks);
      if (end < 0) throw new Error(`line ${at + 1}: the fence is never closed`);
      const inner = lines.slice(at + 1, end).map((line) => line.replace(indent, ''));
      blocks.push({ line: at + 1, language, lines: inner, marker });
      marker = undefined;
      at = end;
    } else if (text.trim() !== '') {
      if (marker !== undefined) throw new Error(`line ${at + 1}: "test: ${marker}" has no block below it`);
      marker = MARKER.exec(text)?.[1];
    }
  }
  return blocks;
}
