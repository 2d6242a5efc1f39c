// Finds the user's copy of SDK v2: beside the file that is served when there is one, beside this package, or in the
// working directory. It is loaded only when a server of v2 is served.

import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isObject } from '../../protocol/json-rpc.ts';
import type { ServeStdio } from './modern-binding.ts';

const PACKAGE = '@modelcontextprotocol/server';

/** @throws Error that says what to install. */
export async function loadServeStdio(beside: string | undefined): Promise<ServeStdio> {
  const workingDirectory = pathToFileURL(join(process.cwd(), 'package.json')).href;
  const places = beside === undefined ? [import.meta.url] : [beside, import.meta.url];
  for (const place of [...places, workingDirectory]) {
    const entry = entryFrom(place);
    if (entry === undefined) continue;
    const loaded = (await import(entry)) as { serveStdio?: unknown };
    if (typeof loaded.serveStdio === 'function') return loaded.serveStdio as ServeStdio;
  }
  throw new Error(`${PACKAGE} 2.x was not found; install it beside your server: npm install ${PACKAGE}`);
}

/** The module that has `serveStdio`, as `import` would find it from there. */
function entryFrom(place: string): string | undefined {
  const manifest = packageManifest(place);
  if (manifest === undefined) return undefined;
  const { exports } = JSON.parse(readFileSync(manifest, 'utf8')) as { exports?: unknown };
  const stdio = isObject(exports) ? exports['./stdio'] : undefined;
  const file = importTarget(stdio);
  return file === undefined ? undefined : pathToFileURL(join(manifest, '..', file)).href;
}

function packageManifest(place: string): string | undefined {
  try {
    return findPackageJSON(PACKAGE, place);
  } catch {
    return undefined;
  }
}

/** The file behind `import` and `default`, in that order of preference, of a package's `exports`. */
function importTarget(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  if (!isObject(target)) return undefined;
  return importTarget(target['import']) ?? importTarget(target['default']);
}
