// `pattern` and `patternProperties` in linear time: RE2 instead of the engine's backtracking RegExp, which a hostile
// string can hold for minutes. Its price on short strings is 0.3 to 1 microsecond a test, where RegExp takes 0.05.
// Differences that remain: `\s` is ASCII white space only, and `.` excludes only the line feed.

import { createRequire } from 'node:module';
import type { StepBudget } from './json-schema-budget.ts';

const require = createRequire(import.meta.url);

/** Of all the patterns of one schema together: compiling costs about this much memory and time. */
const MAX_PATTERN_CHARS = 16_384;
/** RE2 instructions of all the patterns of one schema; a counted repetition multiplies what it repeats. */
const MAX_PATTERN_INSTRUCTIONS = 20_000;

const REMEDY = 'write it without, or check the value in the handler';

const CATEGORIES: ReadonlyMap<string, string> = new Map([
  ['Letter', 'L'],
  ['Lowercase_Letter', 'Ll'],
  ['Uppercase_Letter', 'Lu'],
  ['Mark', 'M'],
  ['Number', 'N'],
  ['Decimal_Number', 'Nd'],
  ['Punctuation', 'P'],
  ['Symbol', 'S'],
  ['Separator', 'Z'],
]);

/** What a validator needs of a regular expression. */
export interface LinearPattern {
  test(text: string): boolean;
  toString(): string;
}

/** Compiles and remembers the patterns of one schema. */
export class LinearPatterns {
  readonly #budget: StepBudget;
  readonly #compiled = new Map<string, LinearPattern>();
  #chars = 0;
  #instructions = 0;

  constructor(budget: StepBudget) {
    this.#budget = budget;
  }

  /** @throws TypeError when the pattern is invalid or cannot run in linear time. */
  get(source: string): LinearPattern {
    const known = this.#compiled.get(source);
    if (known !== undefined) return known;
    this.#chars += source.length;
    if (this.#chars > MAX_PATTERN_CHARS) {
      throw new TypeError(`its patterns have more than ${MAX_PATTERN_CHARS} characters in all`);
    }
    const pattern = this.#compile(source);
    this.#compiled.set(source, pattern);
    return pattern;
  }

  #compile(source: string): LinearPattern {
    const program = compileLinear(source);
    const instructions = program.programSize();
    this.#instructions += instructions;
    if (this.#instructions > MAX_PATTERN_INSTRUCTIONS) {
      throw new TypeError('its patterns are too large: lower their counted repetitions');
    }
    // An unambiguous anchored pattern runs on one state; any other may keep all its instructions busy at each character.
    const onePass = program.re2().onepass;
    const stepsPerChar = typeof onePass === 'object' && onePass !== null ? 3 : 2 * instructions;
    const budget = this.#budget;
    return {
      test(text) {
        budget.spend(text.length * stepsPerChar);
        // Not `program.test`: its lazily built DFA is faster on some patterns, but a hostile one makes it rebuild
        // states at every character, ten times slower than the simulation used here.
        return program.matcher(text).find();
      },
      // The validator generator tells patterns apart by this text.
      toString: () => source,
    };
  }
}

/** What `get` needs of the library, loaded with the first pattern: servers without patterns never pay for it. */
function compileLinear(source: string): import('re2js').RE2JS {
  const quoted = JSON.stringify(source.slice(0, 200));
  try {
    new RegExp(source, 'u');
  } catch (cause) {
    throw new TypeError(`the pattern ${quoted} is not a regular expression: ${reason(cause)}`, { cause });
  }
  // With the other escapes gone, a digit or `k` after a backslash can only be a back-reference.
  if (/\\[1-9k]/.test(source.replace(/\\[^1-9k]/g, ''))) {
    throw new TypeError(
      `the pattern ${quoted} uses a back-reference, which cannot run in linear time; ${REMEDY}`,
    );
  }
  const { RE2JS } = require('re2js') as typeof import('re2js');
  try {
    return RE2JS.compile(RE2JS.translateRegExp(withShortNames(source)));
  } catch (cause) {
    // A look-behind is followed by `=` or `!`, a named group by its name.
    const problem = /\(\?<?[=!]/.test(source) ? 'uses look-around' : `is not understood (${reason(cause)})`;
    throw new TypeError(`the pattern ${quoted} ${problem}, so it cannot run in linear time; ${REMEDY}`, {
      cause,
    });
  }
}

/** RE2 knows the general categories by their short names only, and scripts without a prefix. */
function withShortNames(source: string): string {
  return source.replace(
    /\\([pP])\{(?:(?:Script|sc|General_Category|gc)=)?(\w+)\}/g,
    (_, kind: string, name: string) => {
      return `\\${kind}{${CATEGORIES.get(name) ?? name}}`;
    },
  );
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
