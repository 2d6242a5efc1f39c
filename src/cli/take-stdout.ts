// Keeps stdout for the protocol. Whatever else wants to print there, from a `console.log` in the user's module to a
// logger that writes to descriptor 1, is sent to stderr. Not caught: programs that the module starts with an inherited
// stdout, and native code.

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { Writable } from 'node:stream';

const STDOUT = 1;
const STDERR = 2;

/** The real stdout, for its only user. To be called before anybody else has printed. */
export function takeStdout(): Writable {
  const output = process.stdout;
  // The global console looks its streams up when it is first used.
  Object.defineProperty(process, 'stdout', {
    get: () => process.stderr,
    configurable: true,
    enumerable: true,
  });
  for (const name of ['write', 'writeSync', 'writev', 'writevSync'] as const) redirect(name);
  syncBuiltinESMExports();
  return output;
}

function redirect(name: 'write' | 'writeSync' | 'writev' | 'writevSync'): void {
  const original = fs[name] as (fd: number, ...rest: unknown[]) => unknown;
  const redirected = (fd: number, ...rest: unknown[]): unknown =>
    original(fd === STDOUT ? STDERR : fd, ...rest);
  Object.assign(fs, { [name]: redirected });
}
