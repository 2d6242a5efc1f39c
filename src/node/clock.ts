// Time, turns of the event loop and randomness, as a node hands them to everything below it.

import { randomUUID } from 'node:crypto';
import type { After } from '../flow/deadline.ts';

export const now = (): number => Date.now();

/** For whatever must not be led astray when the clock on the wall is set. Whole milliseconds are easier to read. */
export const monotonic = (): number => Math.floor(performance.now());

/** When the event loop has turned once. */
export const soon = (callback: () => void): void => void setImmediate(callback);

export const after: After = (delayMs, callback) => {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
};

/** Does not keep the process alive. */
export const afterUnref: After = (delayMs, callback) => {
  const timer = setTimeout(callback, delayMs).unref();
  return () => clearTimeout(timer);
};

/**
 * A few milliseconds from now: how long a call may last before it is watched. One timer serves all calls that start
 * within that time.
 */
export const shortly = (callback: () => void): void => void after(5, callback);

// Node keeps random UUIDs in stock, so that one costs a tenth of fresh random bytes.
export const randomName = (): string => randomUUID().replaceAll('-', '');
