// SIGHUP means two things: read the configuration again, and that the terminal was closed.

import { closeSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';

/** Calls `reload` for each SIGHUP; ends the command instead when its terminal is gone: it must not live on unseen. */
export function onHangup(reload: () => void): void {
  const startedByHand = isatty(0);
  process.on('SIGHUP', () => {
    if (startedByHand && !hasTerminal()) process.kill(process.pid, 'SIGTERM');
    else reload();
  });
}

function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}
