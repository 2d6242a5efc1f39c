// Whether a command printed what the page says. `...` on a line of its own stands for any lines, `…` within one for any
// characters, and in JSON the string `"…"` for any value.

import assert from 'node:assert/strict';

/** @throws AssertionError that shows both */
export function checkOutput(printed: string, expected: string, isJson: boolean): void {
  if (isJson) return checkJson(printed, expected);
  const actual = tidy(printed);
  const wanted = tidy(expected);
  if (!/^\.\.\.$|…/m.test(wanted)) return assert.equal(actual, wanted);
  if (!toPattern(wanted).test(`${actual}\n`)) assert.equal(actual, wanted);
}

function tidy(text: string): string {
  return text.replaceAll(/[ \t]+$/gm, '').trim();
}

function toPattern(wanted: string): RegExp {
  const lines = wanted.split('\n').map((line) => {
    if (line === '...') return '(?:.*\\n)*?';
    return `${line.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('…', '.*')}\\n`;
  });
  return new RegExp(`^${lines.join('')}$`);
}

function checkJson(printed: string, expected: string): void {
  const actual: unknown = JSON.parse(printed);
  const wanted: unknown = JSON.parse(expected);
  assert.deepEqual(withWildcards(actual, wanted), wanted);
}

/** `actual`, with `"…"` wherever `wanted` has it. */
function withWildcards(actual: unknown, wanted: unknown): unknown {
  if (wanted === '…' && actual !== undefined) return wanted;
  if (typeof wanted === 'string' && typeof actual === 'string') {
    return toPattern(wanted).test(`${actual}\n`) ? wanted : actual;
  }
  if (!isContainer(actual) || !isContainer(wanted)) return actual;
  if (Array.isArray(actual))
    return actual.map((item, index) => withWildcards(item, Reflect.get(wanted, index)));
  return Object.fromEntries(
    Object.entries(actual).map(([key, value]) => [key, withWildcards(value, Reflect.get(wanted, key))]),
  );
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
