// The options as people write them in a configuration file or hand them to the builder: times and sizes may be texts.

import type { LOG_LEVELS } from '../config/node-rows.ts';
import type { Duration, Size } from '../config/units.ts';
import type { NodeOptions } from './node-options.ts';

/** What a configuration file holds: all that `NodeOptions` have, with `requestTimeoutMs: '5s'` as well as `5000`. */
export type FleetConfig = InTexts<NodeOptions> & {
  /** The least severe lines that the command logs. @defaultValue 'info' */
  logLevel?: (typeof LOG_LEVELS)[number];
};

/** The same, where `...Ms` may be a duration in text and `...Bytes` a size. */
export type InTexts<T> = T extends Whole
  ? T
  : T extends object
    ? {
        [K in keyof T]: K extends `${string}Ms`
          ? Duration
          : K extends `${string}Bytes`
            ? Size
            : InTexts<T[K]>;
      }
    : T;

/** What is taken as it is. */
type Whole = readonly unknown[] | URL | Uint8Array | ((...parameters: never) => unknown);
