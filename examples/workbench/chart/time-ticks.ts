// Names the days, months and years along a time axis, as short as they can be told apart.
import type { ScaleTime } from 'd3-scale';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const TICK_COUNT = 12;

export interface TimeTick {
  px: number;
  label: string;
}

/** Ticks at the beginnings of days, months or years, whichever gives about a dozen. */
export function timeTicks(x: ScaleTime<number, number>): TimeTick[] {
  return x
    .ticks(TICK_COUNT)
    .filter((time) => time.getUTCHours() + time.getUTCMinutes() === 0)
    .map((time) => ({ px: x(time), label: dayLabel(time) }));
}

/** `2024` for its first day, `Feb` for the first of a month, `5 Feb` for any other day. */
export function dayLabel(time: Date): string {
  const month = MONTHS[time.getUTCMonth()] ?? '';
  if (time.getUTCDate() > 1) return `${time.getUTCDate()} ${month}`;
  return month === 'Jan' ? String(time.getUTCFullYear()) : month;
}

/** `Jan 2024` for a January, and for the first of a row when `isFirst`; `Feb` otherwise. */
export function monthLabel(time: Date, isFirst: boolean): string {
  const month = MONTHS[time.getUTCMonth()] ?? '';
  return isFirst || month === 'Jan' ? `${month} ${time.getUTCFullYear()}` : month;
}
