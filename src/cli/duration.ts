// Times on the command line: `500ms`, `90s`, `2m`, or a number alone, in the unit that the option says.

import { InvalidArgumentError } from 'commander';
import { parseQuantity } from '../config/units.ts';

/**
 * @param plainMs milliseconds that a number without a unit counts in
 * @throws InvalidArgumentError
 */
export function readDuration(text: string, plainMs: number): number {
  const isPlain = /^\s*\d+(?:\.\d+)?\s*$/.test(text);
  const ms = Math.round((isPlain ? Number(text) * plainMs : parseQuantity(text, 'ms')) ?? Number.NaN);
  // The longest delay of a timer in Node.
  if (ms >= 0 && ms < 2 ** 31) return ms;
  throw new InvalidArgumentError('It must be a time such as 500ms, 90s or 2m.');
}
