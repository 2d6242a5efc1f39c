// What calls may use of the node that runs them.

import { randomBytes } from 'node:crypto';
import type { CallHost } from '../server/call.ts';
import type { FilledNodeOptions } from './node-options.ts';

export function createCallHost(
  { logger, exposeErrors }: Pick<FilledNodeOptions, 'logger' | 'exposeErrors'>,
  nodeId: string,
): CallHost {
  return {
    exposeErrors,
    report: (error, what) => {
      const reference = randomBytes(4).toString('hex');
      logger.error({ nodeId, reference, err: error }, `${what} failed`);
      return reference;
    },
  };
}
