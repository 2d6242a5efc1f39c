// Draws what a terminal shows as an SVG: lines of commands, which start with "$ ", and of their output.

const COLUMN_PX = 8.4;
const LINE_PX = 20;
const MARGIN_PX = 20;
const BAR_PX = 36;

/** @param columns characters of a line; longer ones are cut */
export function terminalPicture(title: string, lines: readonly string[], columns: number): string {
  const width = Math.ceil(columns * COLUMN_PX + 2 * MARGIN_PX);
  const height = BAR_PX + lines.length * LINE_PX + 1.5 * MARGIN_PX;
  const texts = lines.map((line, index) =>
    lineText(cut(line, columns), BAR_PX + MARGIN_PX + index * LINE_PX + 4),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escaped(title)}</title>
<style>
  text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #c9d1d9; white-space: pre; }
  .prompt { fill: #5cc8cf; }
  .typed { fill: #ffffff; }
</style>
<rect width="${width}" height="${height}" rx="10" fill="#161b22"/>
<g fill="#3d444d"><circle cx="22" cy="20" r="6"/><circle cx="42" cy="20" r="6"/><circle cx="62" cy="20" r="6"/></g>
${texts.join('\n')}
</svg>
`;
}

function lineText(line: string, y: number): string {
  if (line === '') return '';
  if (!line.startsWith('$ ')) return text('', line, MARGIN_PX, y);
  return text('prompt', '$', MARGIN_PX, y) + text('typed', line.slice(2), MARGIN_PX + 2 * COLUMN_PX, y);
}

/** Stretched to its columns, whichever font there is. */
function text(style: string, content: string, x: number, y: number): string {
  const length = (content.length * COLUMN_PX).toFixed(1);
  const attributes = `x="${x}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs"`;
  return `<text${style === '' ? '' : ` class="${style}"`} ${attributes}>${escaped(content)}</text>`;
}

function cut(line: string, columns: number): string {
  return line.length > columns ? `${line.slice(0, columns - 1)}…` : line;
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
