// Tells the model, in one bounded line, what to change in its arguments: where and what, for each problem.

import type { ErrorObject } from 'ajv';

const MAX_MESSAGE_CHARS = 1000;
const MAX_PROBLEM_CHARS = 300;

/** One problem of a value: where (empty at the root) and what. */
export interface Problem {
  readonly path: string;
  readonly text: string;
}

/** Joins problems with `; `, without repeats, up to about a thousand characters. */
export function describeProblems(problems: Iterable<Problem>): string {
  const seen = new Set<string>();
  let message = '';
  for (const { path, text } of problems) {
    const problem = cut(path === '' ? text : `${path}: ${text}`, MAX_PROBLEM_CHARS);
    if (seen.has(problem)) continue;
    seen.add(problem);
    if (message.length + problem.length > MAX_MESSAGE_CHARS) return `${message}; and more`;
    message += message === '' ? problem : `; ${problem}`;
  }
  return message === '' ? 'is not valid' : message;
}

export function describeErrors(errors: readonly ErrorObject[]): string {
  return describeProblems(
    errors.slice(0, 100).map((error) => ({ path: dotted(error.instancePath), text: textOf(error) })),
  );
}

/** `/items/0/name` as `items.0.name`. */
function dotted(pointer: string): string {
  return pointer.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
}

function textOf({ message = 'is not valid', params }: ErrorObject): string {
  const { additionalProperty, unevaluatedProperty, allowedValue, allowedValues } = params as Record<
    string,
    unknown
  >;
  const name = additionalProperty ?? unevaluatedProperty;
  if (typeof name === 'string') return `${message}: ${JSON.stringify(cut(name, 100))}`;
  if (Array.isArray(allowedValues)) return `must be one of ${listed(allowedValues)}`;
  if (allowedValue !== undefined) return `must be ${listed([allowedValue])}`;
  return message;
}

function listed(values: readonly unknown[]): string {
  return cut(
    values
      .slice(0, 50)
      .map((value) => JSON.stringify(value))
      .join(', '),
    200,
  );
}

function cut(text: string, maxChars: number): string {
  return text.length <= maxChars ? text : `${text.slice(0, maxChars - 1)}…`;
}
