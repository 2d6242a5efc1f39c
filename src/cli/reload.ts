// SIGHUP: reads the configuration again and changes what can be changed while the node serves. What is wrong is logged,
// and the old configuration stays.

import { closeSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';
import { ConfigurationError } from '../config/problem.ts';
import type { FleetNode } from '../node/fleet-node.ts';
import type { Logger } from '../node/node-options.ts';
import { readConfiguration, withOrigins } from './configuration.ts';

export interface Reloadable {
  readonly node: FleetNode;
  /** The arguments that the command was started with. */
  readonly argv: readonly string[];
  readonly logger: Logger;
  readonly setLogLevel: (level: string) => void;
  /** Stops the node gently. */
  readonly stop: () => void;
}

export function reloadOnHangup(reloadable: Reloadable): void {
  const startedByHand = isatty(0);
  let reloading = Promise.resolve();
  process.on('SIGHUP', () => {
    // The same signal tells that the terminal was closed; then the server must not live on unseen.
    if (startedByHand && !hasTerminal()) return reloadable.stop();
    reloading = reloading.then(() => reload(reloadable));
  });
}

async function reload({ node, argv, logger, setLogLevel }: Reloadable): Promise<void> {
  try {
    const { options, settings, logLevel } = await readConfiguration(argv);
    await withOrigins(settings, () => node.reconfigure({ ...options, logger }));
    setLogLevel(logLevel);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) return logger.error({ err: error }, 'reload failed');
    for (const { name, from, message } of error.problems) logger.error({ option: name, from }, message);
    logger.error(
      { problems: error.problems.length },
      'the configuration is wrong; the old one stays in force',
    );
  }
}

function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}
