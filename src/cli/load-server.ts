// Loads the module that a user wants served and finds the server in it, whatever it was written with, with an error
// that says what to change when there is none.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Backend } from '../server/backend.ts';
import { CliError } from './cli-error.ts';

/** What a node can serve. */
export interface Servable {
  readonly backend: Backend;
}

export interface LoadedServer {
  readonly server: Servable;
  /** What was found, for people; undefined for what needs no words. */
  readonly found: string | undefined;
}

/** @throws CliError when the file is missing, does not load, or has nothing to serve as its default export */
export async function loadServer(file: string): Promise<LoadedServer> {
  const path = resolve(file);
  if (!existsSync(path)) throw new CliError(`There is no file ${path}.`);
  const url = pathToFileURL(path).href;
  let module: { default?: unknown };
  try {
    module = (await import(url)) as { default?: unknown };
  } catch (error) {
    throw new CliError(`${file} could not be loaded: ${firstLines(error)}`, { cause: error });
  }
  const server = module.default;
  if (isServable(server)) return { server, found: undefined };
  if (server === undefined) throw new CliError(`${file} has no default export; ${WANTED}`);
  return await fromOfficialSdk(server, file, url);
}

/** A FleetServer or what `fromSdk` made, also of another copy of this package, as when the module has its own. */
function isServable(value: unknown): value is Servable {
  if (typeof value !== 'object' || value === null || !('backend' in value)) return false;
  return typeof (value.backend as { dispatch?: unknown } | undefined)?.dispatch === 'function';
}

async function fromOfficialSdk(value: unknown, file: string, url: string): Promise<LoadedServer> {
  // Only who needs it waits for it.
  const { recognise, serveFactory } = await import('../backends/sdk/recognise.ts');
  const recognised = await recognise(value).catch((error: unknown) => {
    throw new CliError(`The function that ${file} exports failed: ${firstLines(error)}`, { cause: error });
  });
  switch (recognised.kind) {
    case 'factory': {
      const { factory, major } = recognised;
      const server = serveFactory(factory, major, url);
      return { server, found: `a factory of servers of the official SDK ${major}` };
    }
    case 'server':
      throw new CliError(
        `${file} exports one server of the official SDK ${recognised.major}, but each session needs its own. ` +
          'Export a function that makes it: "export default () => { const server = ...; return server; };".',
      );
    case 'handler':
      throw new CliError(
        `${file} exports what createMcpHandler returned; export the function that was given to it: ` +
          '"export default createServer;".',
      );
    case 'other':
      throw new CliError(`${file} exports ${describe(value)} as its default; ${WANTED}`);
  }
}

const WANTED =
  'it must be a FleetServer ("export default server;") or a function that returns a new server of the official SDK.';

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'function') return 'a function that returns something else';
  if (typeof value !== 'object') return `a ${typeof value}`;
  return `an object of class ${value.constructor?.name ?? 'null'}`;
}

function firstLines(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A syntax error's position stands in the first line of its stack.
  const place = error instanceof SyntaxError ? (error.stack?.split('\n', 1)[0] ?? '') : '';
  return place.includes(error.message) ? error.message : `${error.message} ${place}`.trim();
}
