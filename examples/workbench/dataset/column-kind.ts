// What a column of a CSV holds, read off its first rows, and the unit that its name ends in.

export type ColumnKind = 'number' | 'time' | 'text';

const ISO_TIME = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

const DECIMAL = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*$/i;

const UNITS: Readonly<Record<string, string>> = {
  eur: '€',
  usd: '$',
  gbp: '£',
  ms: 'ms',
  s: 's',
  bytes: 'bytes',
  kg: 'kg',
  km: 'km',
  pct: '%',
};

/** The kind of a column whose first values are `sample`; empty ones do not count, and text is the fallback. */
export function inferKind(sample: readonly string[]): ColumnKind {
  const values = sample.filter((value) => value !== '');
  if (values.length === 0) return 'text';
  if (values.every((value) => toNumber(value) !== undefined)) return 'number';
  if (values.every((value) => toTimeMs(value) !== undefined)) return 'time';
  return 'text';
}

/** `undefined` for what is not a finite decimal number. */
export function toNumber(value: string): number | undefined {
  // Number() alone would take '' and blanks for 0, and understand '0x10' and 'Infinity'.
  if (!DECIMAL.test(value)) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** Milliseconds since 1970 for a time in ISO 8601; without an offset it is taken as UTC. */
export function toTimeMs(value: string): number | undefined {
  if (!ISO_TIME.test(value)) return undefined;
  const hasOffset = value.length <= 10 || /(?:Z|[+-]\d{2}:?\d{2})$/.test(value.slice(10));
  const ms = Date.parse(hasOffset ? value : `${value}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** The unit that the last part of the name stands for: `latency_ms` is in `ms`. */
export function unitOf(name: string): string | undefined {
  const [, suffix] = /_([a-z]+)$/i.exec(name) ?? [];
  return suffix === undefined ? undefined : UNITS[suffix.toLowerCase()];
}
