// Reads the configuration again and changes what can be changed while the node serves. What is wrong is logged, and the
// old configuration stays.

import { ConfigurationError } from '../config/problem.ts';
import type { FleetNode } from '../node/fleet-node.ts';
import type { Logger } from '../node/node-options.ts';
import { readConfiguration, withOrigins } from './configuration.ts';
import { onHangup } from './hangup.ts';

export interface Reloadable {
  readonly node: FleetNode;
  /** The arguments that the command was started with. */
  readonly argv: readonly string[];
  readonly logger: Logger;
  readonly setLogLevel: (level: string) => void;
}

export function reloadOnHangup(reloadable: Reloadable): void {
  let reloading = Promise.resolve();
  onHangup(() => {
    reloading = reloading.then(() => reload(reloadable));
  });
}

async function reload({ node, argv, logger, setLogLevel }: Reloadable): Promise<void> {
  try {
    const { options, settings, logLevel, processes } = await readConfiguration(argv);
    await withOrigins(settings, () => node.reconfigure({ ...options, logger }));
    if (processes > 1) logger.warn({ options: ['processes'] }, 'to be changed by the next start only');
    setLogLevel(logLevel);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) return logger.error({ err: error }, 'reload failed');
    const { problems } = error;
    for (const { name, from, message } of problems) logger.error({ option: name, from }, message);
    logger.error({ problems: problems.length }, 'the configuration is wrong; the old one stays in force');
  }
}
