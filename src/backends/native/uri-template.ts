// URI templates for resources: expansion, and the way back from a URI to its variables, in linear time.
// Source: RFC 6570, which defines expansion only; matching follows what the official SDK accepts.

import { findEnds, type PairsStep, type Step, type ValueStep } from './uri-template-search.ts';
import {
  type Expression,
  encodeIllegal,
  expandExpression,
  hasBrokenEscape,
  parseTemplate,
  STYLES,
} from './uri-template-syntax.ts';

/** Characters of a URI; a longer one matches no template. */
const MAX_URI_CHARS = 8192;

export type UriVariables = Record<string, string | string[]>;

export class UriTemplate {
  readonly template: string;
  readonly variableNames: readonly string[];
  readonly #parts: readonly (string | Expression)[];
  readonly #steps: readonly Step[];

  /** @throws TypeError when the template is malformed, too long, or uses what is not supported. */
  constructor(template: string) {
    this.template = template;
    this.#parts = parseTemplate(template);
    const variables = this.#parts.flatMap((part) => (typeof part === 'string' ? [] : part.variables));
    this.variableNames = [...new Set(variables.map(({ name }) => name))];
    this.#steps = toSteps(this.#parts);
  }

  /** The URI for these variables. What is missing, or an empty list, expands to nothing. */
  expand(variables: Readonly<UriVariables>): string {
    return this.#parts
      .map((part) => (typeof part === 'string' ? part : expandExpression(part, variables)))
      .join('');
  }

  /**
   * The percent-decoded variables of a URI, or undefined when it does not match. A decoded value may contain any
   * character, `/` and `..` included: whoever makes a file path of it has to check where the path leads.
   *
   * A variable takes at least one character, and as many as it can; those of `?`, `&` and `;` may be absent and come in
   * any order. A variable with `*` is always a list, any other a string.
   */
  match(uri: string): UriVariables | undefined {
    const [first] = this.#steps;
    if (first?.kind === 'literal' && !uri.startsWith(first.text.slice(0, 1))) return undefined;
    if (uri.length > MAX_URI_CHARS || hasBrokenEscape(uri)) return undefined;
    const canonical = encodeIllegal(uri);
    if (first?.kind === 'literal' && !canonical.startsWith(first.text)) return undefined;
    const ends = findEnds(this.#steps, canonical);
    if (ends === undefined) return undefined;
    const found: UriVariables = {};
    let start = 0;
    for (const [index, step] of this.#steps.entries()) {
      const text = canonical.slice(start, ends[index]);
      if (step.kind === 'value' && !collectValue(step, text, found)) return undefined;
      if (step.kind === 'pairs' && !collectPairs(step, text, found)) return undefined;
      start += text.length;
    }
    return found;
  }
}

function toSteps(parts: readonly (string | Expression)[]): Step[] {
  const steps: Step[] = [];
  for (const [index, part] of parts.entries()) {
    if (typeof part === 'string') {
      steps.push({ kind: 'literal', text: part });
    } else if (STYLES[part.operator].named) {
      const step = toPairs(part);
      const previous = steps.at(-1);
      // `{?a}{&b}` is one query.
      if (previous?.kind === 'pairs' && previous.separator === step.separator)
        steps[steps.length - 1] = joined(previous, step);
      else steps.push(step);
    } else {
      steps.push(...toValues(part, parts.slice(index + 1)));
    }
  }
  return steps;
}

function toPairs({ operator, variables }: Expression): PairsStep {
  const { first, separator } = STYLES[operator];
  return { kind: 'pairs', openers: first, stops: operator === ';' ? '/?#' : '#', separator, variables };
}

function joined(one: PairsStep, other: PairsStep): PairsStep {
  return { ...one, openers: one.openers + other.openers, variables: [...one.variables, ...other.variables] };
}

function toValues({ operator, variables }: Expression, rest: readonly (string | Expression)[]): ValueStep[] {
  const { first, separator, reserved } = STYLES[operator];
  return variables.map(({ name, explode }, index) => {
    // A list may contain its separator; the reserved operators stop only for a query or fragment of the template.
    const stops = reserved ? laterOpeners(rest) : '/,?#'.replace(explode ? separator : '', '');
    return {
      kind: 'value',
      prefix: index === 0 ? first : separator,
      stops,
      name,
      separator: explode ? separator : undefined,
    };
  });
}

function laterOpeners(rest: readonly (string | Expression)[]): string {
  const operators = rest.map((part) => (typeof part === 'string' ? '' : part.operator));
  return (operators.includes('?') ? '?' : '') + (operators.includes('#') ? '#' : '');
}

function collectValue(step: ValueStep, text: string, found: UriVariables): boolean {
  const { prefix, separator, name } = step;
  const raw = text.slice(prefix.length);
  const items = decodeAll(separator === undefined ? [raw] : raw.split(separator));
  return items !== undefined && addTo(found, name, separator === undefined ? items.join('') : items);
}

function collectPairs(step: PairsStep, text: string, found: UriVariables): boolean {
  const { separator, variables } = step;
  const given = new Map<string, string[]>();
  for (const pair of text.slice(1).split(separator)) {
    if (pair === '') continue;
    const equals = pair.includes('=') ? pair.indexOf('=') : pair.length;
    const name = pair.slice(0, equals);
    const values = given.get(name);
    if (values === undefined) given.set(name, [pair.slice(equals + 1)]);
    else values.push(pair.slice(equals + 1));
  }
  for (const [name, raw] of given) {
    const variable = variables.find((one) => one.name === name);
    if (variable === undefined || (raw.length > 1 && !variable.explode)) return false;
    const items = decodeAll(raw);
    if (items === undefined || !addTo(found, name, variable.explode ? items : items.join(''))) return false;
  }
  return true;
}

/** The same variable may occur twice, with one value. */
function addTo(found: UriVariables, name: string, value: string | string[]): boolean {
  if (Object.hasOwn(found, name)) return JSON.stringify(found[name]) === JSON.stringify(value);
  found[name] = value;
  return true;
}

/** Undefined when the bytes that they encode are not UTF-8. */
function decodeAll(texts: readonly string[]): string[] | undefined {
  try {
    return texts.map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
