// Puts times into days, weeks and months, all in UTC.

export const TIME_BUCKETS = ['day', 'week', 'month'] as const;
export type TimeBucket = (typeof TIME_BUCKETS)[number];

const DAY_MS = 86_400_000;

/** When the bucket that `timeMs` lies in begins. Weeks begin on Monday (ISO 8601). */
export function bucketStartMs(timeMs: number, bucket: TimeBucket): number {
  const dayMs = Math.floor(timeMs / DAY_MS) * DAY_MS;
  const day = new Date(dayMs);
  switch (bucket) {
    case 'day':
      return dayMs;
    case 'week':
      return dayMs - ((day.getUTCDay() + 6) % 7) * DAY_MS;
    case 'month':
      return Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 1);
  }
}

/** When the bucket that begins at `startMs` ends and the next one begins. */
export function bucketEndMs(startMs: number, bucket: TimeBucket): number {
  const start = new Date(startMs);
  switch (bucket) {
    case 'day':
      return startMs + DAY_MS;
    case 'week':
      return startMs + 7 * DAY_MS;
    case 'month':
      return Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 1);
  }
}
