// Reads options from variables, each named after its option: MCP_FLEET_ADMISSION_MAX_CONCURRENT. The value may also
// stand in a file that `<variable>_FILE` names, as containers get their secrets.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { type Option, VARIABLE_PREFIX } from './option.ts';
import { OPTIONS } from './option-table.ts';
import { joinSources, type Source } from './settings.ts';
import { explainUnknown, SourceReader } from './source-reader.ts';
import { readTexts } from './text-source.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Names the configuration file. */
export const FILE_VARIABLE = `${VARIABLE_PREFIX}CONFIG`;
const IN_FILE = '_FILE';

const BY_VARIABLE = new Map(OPTIONS.map((option) => [option.variable, option]));

export interface EnvironmentReading {
  /** What relative paths are relative to. */
  readonly folder: string;
  /** The file that the variables come from, for messages. */
  readonly file?: string;
}

/** What the variables say that begin with MCP_FLEET_; others are not looked at. */
export function readEnvironment(environment: Environment, reading: EnvironmentReading): Source {
  const sources = Object.entries(environment)
    .filter(([name, value]) => name.startsWith(VARIABLE_PREFIX) && !isServiceLink(name, value))
    .filter(([name]) => name !== FILE_VARIABLE)
    .map(([name, value = '']) => readVariable(name, value, reading));
  return joinSources(sources);
}

/** What a file of lines like MCP_FLEET_PORT=5000 says. */
export function readEnvironmentFile(file: string, folder: string): Source {
  const reader = new SourceReader({ fromText: true, from: file });
  try {
    const environment = parseEnv(readFileSync(resolve(folder, file), 'utf8')) as Environment;
    return readEnvironment(environment, { folder, file });
  } catch (error) {
    reader.refuse(file, `it cannot be read: ${(error as NodeJS.ErrnoException).code}.`);
    return reader;
  }
}

function readVariable(name: string, value: string, { folder, file }: EnvironmentReading): Source {
  const from = file === undefined ? name : `${name} in ${file}`;
  const option = BY_VARIABLE.get(name);
  if (option !== undefined) return readTexts({ option, texts: [value], from, folder });
  const pointed = name.endsWith(IN_FILE) ? BY_VARIABLE.get(name.slice(0, -IN_FILE.length)) : undefined;
  return pointed === undefined ? unknownVariable(name, from) : readPointed(pointed, value, from, folder);
}

function readPointed(option: Option, path: string, from: string, folder: string): Source {
  const reader = new SourceReader({ fromText: true, from });
  try {
    const text = readFileSync(resolve(folder, path), 'utf8');
    return readTexts({ option, texts: [text], from: `${path} (${from})`, folder });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    reader.refuse(option.path, `${option.path} cannot be read from ${JSON.stringify(path)}: ${code}.`);
    return reader;
  }
}

function unknownVariable(name: string, from: string): Source {
  const reader = new SourceReader({ fromText: true, from });
  const key = name.slice(VARIABLE_PREFIX.length);
  const explanation = explainUnknown(name, {
    key,
    spell: ({ variable, path }) => variable ?? `${path}, which only code has`,
    otherwise: '"mcp-fleet serve --help" shows what there is.',
  });
  reader.refuse(name, explanation);
  return reader;
}

/**
 * Kubernetes tells every container about every service in its namespace, under names made from the service's: one that
 * is called `mcp-fleet` gives MCP_FLEET_PORT=tcp://10.0.0.1:80.
 * Source: Kubernetes documentation, "Accessing the Service", environment variables.
 */
function isServiceLink(name: string, value = ''): boolean {
  const named = /_SERVICE_(HOST|PORT(_\w+)?)$|_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/;
  return named.test(name) || (name.endsWith('_PORT') && /^(tcp|udp|sctp):\/\//.test(value));
}
