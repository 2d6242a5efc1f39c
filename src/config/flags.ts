// Reads options from the arguments of a command: --admission-max-concurrent 50. A group or a yes-or-no is turned off by
// --no-<name>; lists repeat their flag or separate their items by commas.

import { parseArgs } from 'node:util';
import { isNamed, type Option } from './option.ts';
import { OPTIONS } from './option-table.ts';
import type { Problem } from './problem.ts';
import { joinSources, type Source } from './settings.ts';
import { explainUnknown, SourceReader } from './source-reader.ts';
import { suggestOption } from './suggestion.ts';
import { readTexts } from './text-source.ts';

/** Flags that say where options come from, rather than what they are. */
export interface SourceFlags {
  /** The configuration file. */
  config?: string;
  /** A file with variables. Not called `--env-file`: Node takes that for itself, wherever it stands. */
  'environment-file'?: string;
}

export interface Flags extends Source {
  readonly sources: SourceFlags;
  /** Arguments that are no flags. */
  readonly operands: readonly string[];
}

const COMMAND_LINE = 'command line';
const SOURCE_FLAGS: readonly (keyof SourceFlags)[] = ['config', 'environment-file'];
const WITH_FLAG = OPTIONS.filter(({ flagName }) => flagName !== undefined);
const BY_FLAG = new Map(WITH_FLAG.map((option) => [option.flagName, option]));

/** Which flags have a value, as `parseArgs` wants to know it. */
const GRAMMAR = Object.fromEntries([
  ...SOURCE_FLAGS.map((name) => [name, { type: 'string' }]),
  ...WITH_FLAG.map((option) => {
    const { flagName, short } = option;
    return [
      flagName,
      { type: isPlain(option) ? 'boolean' : 'string', ...(short !== undefined && { short }) },
    ];
  }),
]);

/** @param folder what relative paths are relative to */
export function readFlags(argv: readonly string[], folder: string): Flags {
  const args = [...argv];
  const { tokens } = parseArgs({ args, options: GRAMMAR, strict: false, tokens: true, allowNegative: true });
  const reader = new SourceReader({ fromText: true, from: COMMAND_LINE });
  const sources: SourceFlags = {};
  const operands: string[] = [];
  const written = new Map<Option, string[]>();
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName } = token;
    const option = BY_FLAG.get(name);
    const source = SOURCE_FLAGS.find((one) => one === name);
    const isNegated = rawName === `--no-${name}`;
    const isOtherFlag = token.inlineValue === false && token.value.startsWith('--');
    const value = isOtherFlag ? undefined : token.value;
    const text = value ?? (option && isPlain(option) ? String(!isNegated) : undefined);
    if (option === undefined && source === undefined) reader.refuse(rawName, explainFlag(rawName));
    else if (text === undefined) reader.refuse(rawName, explainLackOfValue(rawName, isNegated));
    else if (source !== undefined) sources[source] = text;
    else if (option !== undefined) written.set(option, [...(written.get(option) ?? []), text]);
  }
  const options = [...written].map(([option, texts]) =>
    readTexts({ option, texts, from: `--${option.flagName}`, folder }),
  );
  return { ...joinSources([reader, ...options]), sources, operands };
}

export function isFromFlags({ from }: Problem): boolean {
  return from === COMMAND_LINE || from?.startsWith('--') === true;
}

/** Whether its flag stands alone: --dev. */
export function isPlain(option: Option): boolean {
  const { type } = option.kind;
  return !isNamed(option) && (type === 'boolean' || type === 'switch');
}

function explainFlag(flag: string): string {
  const key = flag.replace(/^--?(no-)?/, '');
  const meant = suggestOption(key)?.option;
  if (meant?.secret === true) return explainSecret(flag, meant);
  return explainUnknown(flag, {
    key,
    spell: ({ flagName, path }) =>
      flagName === undefined ? `${path}, which only code has` : `--${flagName}`,
    otherwise: '--help shows what there is.',
  });
}

function explainLackOfValue(flag: string, isNegated: boolean): string {
  return isNegated ? explainFlag(flag) : `${flag} needs a value.`;
}

function explainSecret(flag: string, { variable, path }: Option): string {
  return (
    `${flag} does not exist, because every user of a machine can read its command lines. ` +
    `Put ${path} into ${variable}, or into a file that ${variable}_FILE or --${path}-file names.`
  );
}
