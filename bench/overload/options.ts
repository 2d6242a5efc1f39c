// The command line of `npm run overload`.
import { parseArgs } from 'node:util';
import { UsageError } from '../options.ts';
import { type PartName, partNames } from './parts.ts';

export interface OverloadOptions {
  parts: readonly PartName[];
  quick: boolean;
  json: string;
  /** Where the picture goes. */
  images: string;
  bars: boolean;
}

export const usage = `Usage: npm run overload -- [options]

  --parts a,b     only these, of: ${partNames.join(', ')}
  --json FILE     where the results go; parts that are not measured stay (bench/results/overload.json)
  --images DIR    where the picture goes (docs/images)
  --no-bars       report missed bars without failing
  --quick         short steps, to see that everything runs: judges, writes and draws nothing
  --help`;

const optionTypes = {
  parts: { type: 'string' },
  json: { type: 'string', default: 'bench/results/overload.json' },
  images: { type: 'string', default: 'docs/images' },
  'no-bars': { type: 'boolean', default: false },
  quick: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** In a quick run, these say all there is to say about whether it runs. */
const quickParts: readonly PartName[] = ['waiting', 'tenants'];

/** The options on a command line, or `help` when that was asked for. @throws UsageError */
export function parseOptions(args: string[]): OverloadOptions | 'help' {
  const { values } = parse(args);
  if (values.help) return 'help';
  const parts = values.parts?.split(',').map(partNamed) ?? (values.quick ? quickParts : partNames);
  const { quick, json, images } = values;
  return { parts, quick, json, images, bars: !values['no-bars'] && !quick };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: optionTypes, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function partNamed(name: string): PartName {
  const part = partNames.find((known) => known === name.trim());
  if (part === undefined)
    throw new UsageError(`There is no part "${name}". Choose from: ${partNames.join(', ')}`);
  return part;
}
