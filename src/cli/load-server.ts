// Loads the module that a user wants served and finds the server in it, with an error that says what to change when
// there is none.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FleetServer } from '../backends/native/fleet-server.ts';
import { CliError } from './cli-error.ts';

/** @throws CliError when the file is missing, does not load, or has no server as its default export. */
export async function loadServer(file: string): Promise<FleetServer> {
  const path = resolve(file);
  if (!existsSync(path)) throw new CliError(`There is no file ${path}.`);
  let module: { default?: unknown };
  try {
    module = (await import(pathToFileURL(path).href)) as { default?: unknown };
  } catch (error) {
    throw new CliError(`${file} could not be loaded: ${firstLines(error)}`, { cause: error });
  }
  const server = module.default;
  if (isFleetServer(server)) return server;
  const found = server === undefined ? 'has no default export' : `exports ${describe(server)} as its default`;
  throw new CliError(`${file} ${found}; it must be a FleetServer: "export default server;".`);
}

/** Also one of another copy of this package, as when the module has its own. */
function isFleetServer(value: unknown): value is FleetServer {
  if (value instanceof FleetServer) return true;
  if (typeof value !== 'object' || value === null || !('backend' in value)) return false;
  return typeof (value.backend as { dispatch?: unknown } | undefined)?.dispatch === 'function';
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return `a ${typeof value}`;
  return `an object of class ${value.constructor?.name ?? 'null'}`;
}

function firstLines(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A syntax error's position stands in the first line of its stack.
  const place = error instanceof SyntaxError ? (error.stack?.split('\n', 1)[0] ?? '') : '';
  return place.includes(error.message) ? error.message : `${error.message} ${place}`.trim();
}
