// Names that npm takes for a package. Source: the npm documentation, package.json, "name".

import { isBuiltin } from 'node:module';
import { basename } from 'node:path';
import { usageError } from '../cli-error.ts';

const MAX_LENGTH = 214;
const PART = /^[a-z0-9~-][a-z0-9._~-]*$/;
/** npm does not install a package into one of the same name; these are in every project. */
const IN_EVERY_PROJECT = ['mcp-fleet', 'zod', 'typescript', '@types/node', '@modelcontextprotocol/client'];
const RESERVED = ['node_modules', 'favicon.ico', ...IN_EVERY_PROJECT];

/**
 * @param given by the user; without it the name of the folder is taken
 * @throws CliError that proposes a name where one can be made of it
 */
export function projectName(given: string | undefined, folder: string): string {
  const name = given ?? basename(folder);
  if (isPackageName(name)) return name;
  const proposal = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  const remedy = isPackageName(proposal)
    ? `; how about --name ${proposal}?`
    : '; choose another with --name.';
  const problem = RESERVED.includes(name) ? 'is taken' : 'is no name for an npm package';
  throw usageError(`"${name}" ${problem}${remedy}`);
}

function isPackageName(name: string): boolean {
  if (name.length === 0 || name.length > MAX_LENGTH || RESERVED.includes(name) || isBuiltin(name))
    return false;
  const [scope, unscoped] = name.startsWith('@') ? name.slice(1).split(/\/(.*)/s) : ['x', name];
  return PART.test(scope ?? '') && PART.test(unscoped ?? '');
}
