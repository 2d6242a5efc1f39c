// Turns values and names into labels that fit: short numbers, and names in at most two lines.

const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

/** Three digits that tell a value: `1.52M`, `9.8K`, `0.25`. */
export const shortValue = (value: number) => COMPACT.format(value);

/** As wide as an average letter of DejaVu Sans, in parts of the font size. */
const LETTER_WIDTH = 0.6;

/** Breaks a name at blanks into at most two lines of `widthPx`; what does not fit ends in an ellipsis. */
export function wrapLabel(name: string, widthPx: number, fontPx: number): string[] {
  const room = Math.max(3, Math.floor(widthPx / (fontPx * LETTER_WIDTH)));
  if (name.length <= room) return [name];
  const breakAt = name.lastIndexOf(' ', room);
  if (breakAt <= 0) return [shorten(name, room)];
  return [name.slice(0, breakAt), shorten(name.slice(breakAt + 1), room)];
}

const shorten = (text: string, room: number) =>
  text.length <= room ? text : `${text.slice(0, room - 1).trimEnd()}…`;
