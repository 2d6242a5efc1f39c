// The frame of every contract: each check is a test of its own, on a subject that is opened for it and closed after it.

import { test } from 'node:test';

export interface Closable {
  readonly close: () => void | Promise<void>;
}

/** Returns a function that adds a check, which says what holds, as a test. */
export function checksOf<S extends Closable>(name: string, open: () => Promise<S>) {
  return (what: string, check: (subject: S) => Promise<void>): void => {
    test(`${name}: ${what}`, async () => {
      const subject = await open();
      try {
        await check(subject);
      } finally {
        await subject.close();
      }
    });
  };
}
