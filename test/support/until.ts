// Waits for a condition instead of for an amount of time: tests are as fast as what they test, and say what they
// waited for when it never came.

import { setTimeout as delay } from 'node:timers/promises';

export interface Wait {
  /** What is waited for, for the error message. */
  readonly what: string;
  /** Milliseconds after which the wait fails. @defaultValue 5000 */
  readonly timeoutMs?: number;
}

/** Milliseconds between two looks at a condition. */
const POLL_MS = 5;

/**
 * Resolves with the first value of `probe` that is neither false, null nor undefined.
 * @throws Error naming what was waited for, when the time is up
 */
export async function until<T>(
  probe: () => T | false | null | undefined | Promise<T | false | null | undefined>,
  { what, timeoutMs = 5000 }: Wait,
): Promise<T> {
  const deadlineMs = Date.now() + timeoutMs;
  for (;;) {
    const value = await probe();
    if (value !== false && value !== null && value !== undefined) return value;
    if (Date.now() >= deadlineMs) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}.`);
    await delay(POLL_MS);
  }
}

/**
 * The outcome of `promise`.
 * @throws Error naming what was waited for, when the time is up first
 */
export async function within<T>(promise: Promise<T>, { what, timeoutMs = 5000 }: Wait): Promise<T> {
  const timer = new AbortController();
  const late = delay(timeoutMs, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`Waited ${timeoutMs} ms in vain for ${what}.`);
  });
  late.catch(() => {});
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer.abort();
  }
}
