// One configuration from all that says something about it: defaults, a file, variables, flags, code; later ones win.

import { readConfigFile } from './config-file.ts';
import { type Environment, FILE_VARIABLE, readEnvironment, readEnvironmentFile } from './environment.ts';
import { readFlags } from './flags.ts';
import { ConfigurationError } from './problem.ts';
import { findContradictions, merge, type Settings } from './settings.ts';
import { readTree } from './tree-source.ts';

export interface Entries {
  /**
   * The configuration file; `false`: none.
   * @defaultValue the one that --config or MCP_FLEET_CONFIG names, else fleet.config.* in the working directory
   */
  readonly file?: string | false | undefined;
  /** Those that begin with MCP_FLEET_ count. @defaultValue none */
  readonly environment?: Environment | undefined;
  /** Arguments of a command. @defaultValue none */
  readonly argv?: readonly string[] | undefined;
  /** Durations and sizes may be texts. @defaultValue nothing */
  readonly code?: object | undefined;
}

export interface Resolved {
  /** Without defaults. */
  readonly settings: Settings;
  /** The configuration file, if there was one. */
  readonly file: string | undefined;
  /** Arguments that were no flags. */
  readonly operands: readonly string[];
}

/** @throws ConfigurationError with all that is wrong with any of them */
export async function resolveConfiguration(entries: Entries): Promise<Resolved> {
  const { environment = {}, argv = [], code } = entries;
  const folder = process.cwd();
  const flags = readFlags(argv, folder);
  const named = entries.file ?? flags.sources.config ?? environment[FILE_VARIABLE];
  const file = named === false ? undefined : await readConfigFile(named);
  const { 'environment-file': environmentFile } = flags.sources;
  const sources = [
    file,
    // As with Docker and Node: what the process really has goes before the file.
    environmentFile === undefined ? undefined : readEnvironmentFile(environmentFile, folder),
    readEnvironment(environment, { folder }),
    flags,
    readTree(code, { fromText: true, folder, isCode: true }),
  ].filter((source) => source !== undefined);
  const problems = sources.flatMap((source) => [...source.problems, ...findContradictions(source.settings)]);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return { settings: merge(sources), file: file?.path, operands: flags.operands };
}
