// The options of a node from all that says something about them, for programs that start nodes themselves.

import { type Entries, resolveConfiguration } from '../config/resolve.ts';
import { toTree } from '../config/settings.ts';
import type { InTexts } from './fleet-config.ts';
import type { NodeOptions } from './node-options.ts';

export interface OptionSources {
  /**
   * Path of a configuration file; `false`: none.
   * @defaultValue what `--config` or MCP_FLEET_CONFIG names, else fleet.config.* in the working directory, if it is there
   */
  file?: string | false;
  /** Variables; those that begin with MCP_FLEET_ count. @defaultValue `process.env` */
  environment?: Readonly<Record<string, string | undefined>>;
  /** Arguments with the flags of `mcp-fleet serve`, usually `process.argv.slice(2)`. @defaultValue none */
  argv?: readonly string[];
  /** What the program itself says. @defaultValue nothing */
  code?: InTexts<NodeOptions>;
}

/**
 * Reads options from a file, the environment, flags and code. Each goes before those named earlier, option by option.
 * @throws ConfigurationError, in a rejection, with everything that is wrong with any of them
 */
export async function loadOptions(sources: OptionSources = {}): Promise<NodeOptions> {
  const { environment = process.env } = sources;
  const { settings } = await resolveConfiguration({ ...sources, environment } satisfies Entries);
  const { logLevel, ...options } = toTree(settings);
  // What stands in the table is what `NodeOptions` says: a test compares the two.
  return options as NodeOptions;
}
