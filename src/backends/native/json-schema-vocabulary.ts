// The keywords that replace the validator generator's own, because a hostile value makes those slow or wrong, and the
// one that charges each visit of a subschema to the step budget.

import type { Ajv, CodeKeywordDefinition, FuncKeywordDefinition } from 'ajv';
import type { StepBudget } from './json-schema-budget.ts';
import { type SchemaCopy, VALUES } from './json-schema-copy.ts';
import { COST, type Cost } from './json-schema-cost.ts';
import { hasUniqueItems, oneOfValues } from './json-schema-equality.ts';

/** `$dynamicAnchor` stays what `$anchor` is: compiled as a keyword, its code doubles with each one inside another. */
const REPLACED = [
  'uniqueItems',
  'minLength',
  'maxLength',
  'unevaluatedItems',
  '$dynamicAnchor',
  '$dynamicRef',
];

/** The generator's code templates, handed in because the library is loaded late. */
export interface Templates {
  readonly _: typeof import('ajv')['_'];
  readonly str: typeof import('ajv')['str'];
}

export interface VocabularyOptions {
  readonly copy: SchemaCopy;
  readonly budget: StepBudget;
  /** Whether visits are charged to the budget. */
  readonly charged: boolean;
}

export function addVocabulary(engine: Ajv, templates: Templates, options: VocabularyOptions): void {
  const { copy, budget, charged } = options;
  const unevaluatedItems = engine.getKeyword('unevaluatedItems');
  for (const keyword of REPLACED) engine.removeKeyword(keyword);
  if (typeof unevaluatedItems === 'object') {
    engine.addKeyword(withKnownItems(unevaluatedItems as unknown as CodeKeywordDefinition, templates));
  }
  engine.addKeyword(uniqueItems(budget));
  engine.addKeyword(textLength('minLength', templates, (text, limit) => hasCodePoints(text, limit, budget)));
  engine.addKeyword(
    textLength('maxLength', templates, (text, limit) => !hasCodePoints(text, limit + 1, budget)),
  );
  engine.addKeyword(values(budget, templates));
  if (!charged) return;
  // Before any keyword that applies subschemas: what they start has to be paid already.
  const before = engine.RULES.rules[0]?.rules[0]?.keyword;
  engine.addKeyword({ ...cost(copy, budget, templates), ...(before === undefined ? {} : { before }) });
}

function cost(copy: SchemaCopy, budget: StepBudget, { _ }: Templates): CodeKeywordDefinition {
  // Tracking evaluation copies names, and compares each property with all that the schema has.
  const factor = 1 + (copy.subschemas >> 3);
  return {
    keyword: COST,
    schemaType: 'object',
    code({ gen, schema, data, it }) {
      const { steps, perProperty } = schema as Cost;
      if (copy.tracksEvaluation) {
        // Left to itself, the generator may declare these in a branch that is not taken.
        it.props ??= gen.var('props', _`{}`);
        it.items ??= gen.var('items', 0);
      }
      const account = gen.scopeValue('obj', { ref: budget });
      // `errors` counts those of failed branches so far; each `$ref` on the way up copies them all.
      gen.code(_`${account}.spend(${steps} + errors)`);
      const stepsEach = copy.tracksEvaluation ? (perProperty + 1) * factor : perProperty;
      if (stepsEach > 0) gen.code(_`${account}.spendOnProperties(${data}, ${stepsEach})`);
    },
  };
}

/** The generator compares with the number of evaluated items even when that is `true`, for all of them. */
function withKnownItems({ code }: CodeKeywordDefinition, { _ }: Templates): CodeKeywordDefinition {
  return {
    keyword: 'unevaluatedItems',
    type: 'array',
    schemaType: ['boolean', 'object'],
    error: { message: 'must NOT have unevaluated items' },
    code(context) {
      const { gen, data, it } = context;
      const { items } = it;
      if (typeof items === 'object') gen.code(_`if (${items} === true) ${items} = ${data}.length`);
      code(context);
    },
  };
}

/** The generator compares every two items. */
function uniqueItems(budget: StepBudget): FuncKeywordDefinition {
  return {
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    errors: false,
    error: { message: 'must NOT have duplicate items' },
    validate: (unique: boolean, items: unknown[]) => !unique || hasUniqueItems(items, budget),
  };
}

/** The generator's deep equality fails on objects that have a member called `constructor` or `valueOf`. */
function values(budget: StepBudget, { _ }: Templates): FuncKeywordDefinition {
  return {
    keyword: VALUES,
    schemaType: 'array',
    errors: false,
    error: {
      message: 'must be equal to one of the allowed values',
      params: ({ schemaCode }) => _`{ allowedValues: ${schemaCode}[0] }`,
    },
    compile: (lists: unknown[][]) => {
      const tests = lists.map((list) => oneOfValues(list, budget));
      return (value: unknown) => tests.every((test) => test(value));
    },
  };
}

/** The generator counts the code points of every string, however long or short it is. */
function textLength(
  keyword: 'minLength' | 'maxLength',
  { str }: Templates,
  holds: (text: string, limit: number) => boolean,
): FuncKeywordDefinition {
  const comparison = keyword === 'minLength' ? 'fewer' : 'more';
  return {
    keyword,
    type: 'string',
    schemaType: 'number',
    errors: false,
    error: { message: ({ schemaCode }) => str`must NOT have ${comparison} than ${schemaCode} characters` },
    compile: (limit: number) => (text: string) => holds(text, limit),
  };
}

/** A string has at most as many code points as UTF-16 units, and at least half as many. */
function hasCodePoints(text: string, count: number, budget: StepBudget): boolean {
  if (text.length < count) return false;
  if (text.length >= 2 * count) return true;
  budget.spend(text.length);
  let codePoints = text.length;
  for (let index = 1; index < text.length; index += 1) {
    const isLow = (text.charCodeAt(index) & 0xfc00) === 0xdc00;
    if (isLow && (text.charCodeAt(index - 1) & 0xfc00) === 0xd800) codePoints -= 1;
  }
  return codePoints >= count;
}
