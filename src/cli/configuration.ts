// The configuration of a command: from its flags, the environment and a file.

import { availableParallelism } from 'node:os';
import { isFromFlags } from '../config/flags.ts';
import { ConfigurationError, type Problem } from '../config/problem.ts';
import { type Resolved, resolveConfiguration } from '../config/resolve.ts';
import { type Settings, settingName, toTree } from '../config/settings.ts';
import { fillNodeOptions, type NodeOptions } from '../node/node-options.ts';
import { CliError } from './cli-error.ts';

export interface Configuration extends Resolved {
  readonly options: NodeOptions;
  readonly logLevel: string;
  /** Processes to serve with. */
  readonly processes: number;
}

/** @throws ConfigurationError with everything that is wrong, and where it was said */
export async function readConfiguration(argv: readonly string[]): Promise<Configuration> {
  const resolved = await resolveConfiguration({ environment: process.env, argv });
  const { logLevel = 'info', processes = '1', ...options } = toTree(resolved.settings);
  const configuration = {
    ...resolved,
    options: options as NodeOptions,
    logLevel: logLevel as string,
    processes: processes === 'auto' ? availableParallelism() : Number(processes),
  };
  await withOrigins(resolved.settings, () => fillNodeOptions(configuration.options));
  return configuration;
}

/** Adds to the problems of options that do not go together where these were said. @throws ConfigurationError */
export async function withOrigins<T>(settings: Settings, check: () => T | Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const problems = error.problems.map((problem) => ({ ...problem, from: originOf(problem, settings) }));
    throw new ConfigurationError(problems, { cause: error });
  }
}

function originOf({ name, from }: Problem, settings: Settings): string | undefined {
  if (from !== undefined) return from;
  const meant = [...settings.values()].filter((setting) => `${settingName(setting)}.`.startsWith(`${name}.`));
  return [...new Set(meant.map((setting) => setting.from))].join(', ') || undefined;
}

/** What ends a command whose configuration is wrong. */
export function toCliError(error: unknown): unknown {
  if (!(error instanceof ConfigurationError)) return error;
  return new CliError(error.message, { exitCode: error.problems.every(isFromFlags) ? 2 : 1, cause: error });
}
