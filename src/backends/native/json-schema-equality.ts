// Equality of JSON values in linear time, by a canonical text: for `uniqueItems`, and for `enum` and `const` with
// objects in them. Own properties only, so that a value may have members called `constructor` or `valueOf`.
// Source: JSON Schema 2020-12 core, section 4.2.2 (numbers by value, objects without order).

import { StepBudget, StepsSpent } from './json-schema-budget.ts';

/** Steps to write the constants of a schema; far more than it can list. */
const MAX_CONSTANT_STEPS = 10_000_000;

/** Whether no two items are equal. */
export function hasUniqueItems(items: readonly unknown[], budget: StepBudget): boolean {
  budget.spend(items.length * 16);
  const primitives = new Set<unknown>();
  const containers = new Set<string>();
  for (const item of items) {
    const isNew = isContainer(item)
      ? addTo(containers, canonicalJson(item, budget))
      : addTo(primitives, item);
    if (!isNew) return false;
  }
  return true;
}

/** A test for being equal to one of the values. */
export function oneOfValues(values: readonly unknown[], budget: StepBudget): (value: unknown) => boolean {
  const primitives = new Set(values.filter((value) => !isContainer(value)));
  const containers = new Set<string>();
  let maxSteps = 0;
  for (const value of values.filter(isContainer)) {
    const meter = new StepBudget(MAX_CONSTANT_STEPS);
    containers.add(canonicalJson(value, meter));
    maxSteps = Math.max(maxSteps, MAX_CONSTANT_STEPS - meter.left);
  }
  return (value) => {
    if (!isContainer(value)) return primitives.has(value);
    if (maxSteps === 0) return false;
    // A value that costs more to write than the largest constant cannot be equal to any.
    const meter = new StepBudget(maxSteps);
    const isEqual = isMember(containers, value, meter);
    budget.spend(maxSteps - meter.left);
    return isEqual;
  };
}

function isMember(texts: ReadonlySet<string>, value: unknown, meter: StepBudget): boolean {
  try {
    return texts.has(canonicalJson(value, meter));
  } catch (error) {
    if (error instanceof StepsSpent) return false;
    throw error;
  }
}

/**
 * The same text for equal values. The steps that it spends depend on the value alone, not on the order of its members.
 *
 * @throws StepsSpent
 */
function canonicalJson(value: unknown, meter: StepBudget): string {
  if (typeof value === 'string') {
    meter.spend(4 + value.length);
    return JSON.stringify(value);
  }
  meter.spend(14);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, meter)).join()}]`;
  const members = value as Record<string, unknown>;
  const keys = Object.keys(members);
  // Sorting and looking up: several times slower in a large object, which is a hash table.
  meter.spend(keys.length * (keys.length <= 64 ? 20 : 60));
  const texts = keys
    .sort()
    .map((key) => `${canonicalJson(key, meter)}:${canonicalJson(members[key], meter)}`);
  return `{${texts.join()}}`;
}

function isContainer(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function addTo<T>(set: Set<T>, value: T): boolean {
  const before = set.size;
  return set.add(value).size > before;
}
