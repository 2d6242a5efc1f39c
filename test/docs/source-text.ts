// A file as the blocks of a page make it, which knows for each of its lines where in the page it stands.

import type { Block } from './blocks.ts';

interface Line {
  readonly text: string;
  /** In the page, from 1. */
  readonly pageLine: number;
}

export class SourceText {
  readonly #lines: Line[];

  constructor(block: Block) {
    this.#lines = linesOf(block);
  }

  /** Adds a block the way a reader would: its imports at the top, the rest before `export default`. */
  add(block: Block): void {
    const added = linesOf(block);
    const isImport = ({ text }: Line) => text.startsWith('import ');
    const exportAt = this.#lines.findIndex(({ text }) => text.startsWith('export default '));
    const end = exportAt < 0 ? this.#lines.length : exportAt;
    this.#lines.splice(end, 0, ...added.filter((line) => !isImport(line)));
    this.#lines.unshift(...added.filter(isImport));
  }

  get text(): string {
    return `${this.#lines.map(({ text }) => text).join('\n')}\n`;
  }

  /** Where in the page a line of the file stands, both from 1. */
  pageLine(line: number): number {
    return this.#lines[line - 1]?.pageLine ?? 0;
  }
}

function linesOf({ lines, line }: Block): Line[] {
  return lines.map((text, index) => ({ text, pageLine: line + index + 1 }));
}
