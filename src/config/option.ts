// What the table says of one option: where it is written, what it takes, what it means. Checks, flags, variables, help
// and reference all come from this.

/** Least and greatest value of a number, as its domain has them. */
export interface NumberBounds {
  readonly fallback?: number;
  readonly least: number;
  readonly greatest: number;
  /** A number with a fraction is one too. */
  readonly fraction?: true;
}

/** Checks a text. @param name what it is called in errors. @throws TypeError naming what is allowed */
export type TextCheck = (name: string, text: string) => unknown;

export type Kind =
  | { readonly type: 'number'; readonly bounds: NumberBounds; readonly unit: 'ms' | 'bytes' | undefined }
  | { readonly type: 'boolean' }
  /** Of a whole group: `false` turns off what its members would tune. */
  | { readonly type: 'switch' }
  | { readonly type: 'choice'; readonly values: readonly string[] }
  | { readonly type: 'text'; readonly form: string; readonly check: TextCheck; readonly takesNumbers?: true }
  /** Path of a file, relative to the file or the folder that it is written in. */
  | { readonly type: 'path' }
  | { readonly type: 'list'; readonly form: string; readonly check: TextCheck }
  /** A function or an object with methods: only code has it. */
  | { readonly type: 'code'; readonly form: 'function' | 'object' };

export interface OptionRow {
  readonly kind: Kind;
  /** What it means, and what happens at the limit. */
  readonly doc: string;
  /** What holds when nobody says anything. */
  readonly fallback?: unknown;
  /** Says so where the default is no constant. */
  readonly fallbackDoc?: string;
  /** Never shown, and never on a command line, which every user of the machine can read. */
  readonly secret?: true;
  /** Can be changed while the node serves. */
  readonly reloadable?: true;
  /** Belongs to the command, not to a node. */
  readonly commandOnly?: true;
  /** The flag, where it is not made from the path. */
  readonly flag?: string;
  readonly short?: string;
}

/** Options by their paths; a segment in angle brackets stands for names that the user chooses. */
export type Rows = Readonly<Record<string, OptionRow>>;

/** A row with everything that follows from its path. */
export interface Option extends OptionRow {
  /** `admission.maxConcurrent`, `tools.<name>.timeoutMs` */
  readonly path: string;
  readonly segments: readonly string[];
  /** The heading under which help and reference have it. */
  readonly section: string;
  /** Undefined: only in code. */
  readonly variable: string | undefined;
  /** Without its dashes. Undefined: not on a command line. */
  readonly flagName: string | undefined;
}

export const VARIABLE_PREFIX = 'MCP_FLEET_';

/** A value for each name: `search=5s`. */
export function isNamed({ segments }: Pick<Option, 'segments'>): boolean {
  return segments.some(isPlaceholder);
}

export function isPlaceholder(segment: string): boolean {
  return segment.startsWith('<');
}

/** How one setting is called in messages: `tools["search"].timeoutMs`. */
export function nameOf(option: Option, segments: readonly string[]): string {
  return segments.reduce((name, segment, index) => {
    if (isPlaceholder(option.segments[index] ?? '')) return `${name}[${JSON.stringify(segment)}]`;
    return name === '' ? segment : `${name}.${segment}`;
  }, '');
}

export function toOption(path: string, row: OptionRow, section: string): Option {
  const segments = path.split('.');
  const words = segments.filter((segment) => !isPlaceholder(segment)).flatMap(wordsOf);
  const inCode = row.kind.type === 'code';
  return {
    ...row,
    path,
    segments,
    section,
    variable: inCode ? undefined : VARIABLE_PREFIX + words.join('_').toUpperCase(),
    flagName: inCode || row.secret === true ? undefined : (row.flag ?? words.join('-')),
  };
}

/** `maxConcurrent`: max, concurrent */
function wordsOf(name: string): string[] {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).split(' ');
}
