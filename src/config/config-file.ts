// Finds and reads a configuration file: fleet.config.ts, .js, .mjs or .json.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { joinSources, type Source } from './settings.ts';
import { SourceReader } from './source-reader.ts';
import { readTree } from './tree-source.ts';

const FILE_NAMES = ['ts', 'js', 'mjs', 'json'].map((extension) => `fleet.config.${extension}`);
const MODULES = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

export interface ConfigFile extends Source {
  /** Absolute. */
  readonly path: string;
}

/**
 * Reads a file, again if it has changed; modules that it imports are not read again.
 * @param named relative to the working directory; undefined: the one that is there, if any
 */
export async function readConfigFile(named: string | undefined): Promise<ConfigFile | undefined> {
  const [first, second] = named === undefined ? FILE_NAMES.filter((name) => existsSync(name)) : [named];
  if (first === undefined) return undefined;
  const path = resolve(first);
  const from = shortest(path);
  try {
    if (second !== undefined)
      throw new Unreadable(`${second} is here too; keep one, or name it with --config.`);
    const tree = extname(path) === '.json' ? readJson(path) : await importDefault(path);
    return { path, ...readTree(tree, { from, folder: dirname(path), fromText: true }) };
  } catch (error) {
    const reader = new SourceReader({ from, fromText: true });
    reader.refuse(from, explain(error, path));
    return { path, ...joinSources([reader]) };
  }
}

/** Its message can be shown as it is. */
class Unreadable extends Error {}

async function importDefault(path: string): Promise<unknown> {
  const extension = extname(path);
  if (!MODULES.includes(extension)) {
    throw new Unreadable(`a configuration file ends in .json, .ts, .js or .mjs, not in "${extension}".`);
  }
  const { mtimeMs } = statSync(path);
  // A module is kept for good under its URL, and CommonJS beneath any; a changed file has to get by both.
  delete createRequire(path).cache[path];
  const module = (await import(`${pathToFileURL(path).href}?mtime=${mtimeMs}`)) as { default?: unknown };
  if (module.default !== undefined) return module.default;
  throw new Unreadable('it has no default export; write "export default { ... }".');
}

function readJson(path: string): unknown {
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Unreadable(`it is not JSON: ${explainJson((error as Error).message, text)}`);
  }
}

/** What is wrong, and where; without the text around it, in which there may be a secret. */
function explainJson(message: string, text: string): string {
  const unexpected = /^Unexpected token '([\s\S])', (\.{3})?"([\s\S]*?)"(?:\.{3})? is not valid JSON$/;
  const [, token = '', cut, excerpt] = unexpected.exec(message) ?? [];
  if (excerpt === undefined) {
    const position = /at position (\d+)/.exec(message)?.[1] ?? text.length;
    return `line ${lineAt(text, Number(position))}: ${message.replace(/ in JSON.*/, '')}.`;
  }
  // V8 shows ten characters before the one that it did not expect.
  const position = text.indexOf(excerpt) + (cut === undefined ? excerpt.indexOf(token) : 10);
  return `line ${lineAt(text, position)}: Unexpected token '${token}'.`;
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}

function explain(error: unknown, path: string): string {
  if (!(error instanceof Error)) return `it could not be loaded: ${String(error)}`;
  if (error instanceof Unreadable) return error.message;
  if ('code' in error && error.code === 'ENOENT') return 'there is no such file.';
  const behindPath = error.stack?.split(path)[1] ?? '';
  const line = /^(?:\?[^:]*)?:(\d+)/.exec(behindPath)?.[1];
  return `it could not be loaded${line === undefined ? '' : `, line ${line}`}: ${error.message}`;
}

/** A path as a person would write it. */
function shortest(path: string): string {
  const fromHere = relative('.', path);
  return fromHere.startsWith('..') ? path : fromHere;
}
