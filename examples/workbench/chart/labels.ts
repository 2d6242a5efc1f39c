// Turns values and names into labels that fit: short numbers, and names in at most two lines.

/**
 * Writes values as short as the steps of their axis allow: `1.52M`, `9.8K`, `0.25`, and `146.5` on an
 * axis from 142 to 147.
 */
export function valueFormat(ticks: readonly number[]): (value: number) => string {
  const [first = 0, second = first + 1] = ticks;
  const largest = Math.max(...ticks.map(Math.abs), Number.MIN_VALUE);
  const stepsToZero = largest / (second - first);
  const digits = Math.min(Math.max(Math.ceil(Math.log10(stepsToZero)) + 1, 3), 10);
  const format = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: digits });
  return (value) => format.format(value);
}

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
