// Equality of JSON values in linear time, by a canonical text: for `uniqueItems`, and for `enum` and `const` with
// objects in them. Own properties only, so that a value may be called `constructor` or `valueOf`.
// Source: JSON Schema 2020-12 core, section 4.2.2 (numbers by value, objects without order).

import type { StepBudget } from './json-schema-budget.ts';

/** A schema's own constants are JSON too; this stops at one that refers to itself. */
const MAX_DEPTH = 256;

/** @throws TypeError when the value nests too deeply to be JSON. */
export function canonicalJson(value: unknown, depth = 0): string {
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'string' ? JSON.stringify(value) : String(value);
  }
  if (depth === MAX_DEPTH) throw new TypeError(`a value nests deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, depth + 1)).join()}]`;
  const members = value as Record<string, unknown>;
  const texts = Object.keys(members)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(members[key], depth + 1)}`);
  return `{${texts.join()}}`;
}

/** A test for being one of the values. */
export function oneOfValues(values: readonly unknown[], budget: StepBudget): (value: unknown) => boolean {
  const primitives = new Set(values.filter((value) => !isContainer(value)));
  const containers = new Set(values.filter(isContainer).map((value) => canonicalJson(value)));
  return (value) => {
    if (!isContainer(value)) return primitives.has(value);
    if (containers.size === 0) return false;
    return containers.has(paidCanonicalJson(value, budget));
  };
}

export function hasUniqueItems(items: readonly unknown[], budget: StepBudget): boolean {
  budget.spend(items.length);
  const primitives = new Set<unknown>();
  const containers = new Set<string>();
  for (const item of items) {
    if (isContainer(item)) {
      const text = paidCanonicalJson(item, budget);
      if (containers.has(text)) return false;
      containers.add(text);
    } else {
      if (primitives.has(item)) return false;
      primitives.add(item);
    }
  }
  return true;
}

function paidCanonicalJson(value: unknown, budget: StepBudget): string {
  const text = canonicalJson(value);
  budget.spend(text.length);
  return text;
}

function isContainer(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
