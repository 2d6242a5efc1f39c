import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StepBudget, StepsSpent } from './json-schema-budget.ts';
import { LinearPatterns } from './json-schema-pattern.ts';

function matches(source: string, text: string): boolean {
  return new LinearPatterns(new StepBudget(1_000_000)).get(source).test(text);
}

function isRefused(source: string, problem: RegExp): void {
  assert.throws(() => matches(source, ''), { name: 'TypeError', message: problem });
}

describe('LinearPatterns', () => {
  it('finds a pattern anywhere in the text unless it is anchored', () => {
    assert.equal(matches('b+', 'abbc'), true);
    assert.equal(matches('^b+$', 'abbc'), false);
    assert.equal(matches('^(?<year>\\d{4})-\\d{2}$', '2026-07'), true);
  });

  it('reads the escapes of ECMAScript', () => {
    assert.equal(matches('^\\u00e9\\/[^]\\cA$', 'é/x\u0001'), true);
    assert.equal(matches('^\\p{Letter}+\\p{Script=Greek}\\P{Number}$', 'äλx'), true);
    assert.equal(matches('^.$', '😀'), true);
  });

  it('refuses look-around and back-references, saying so', () => {
    for (const source of ['(?=a)b', 'a(?!b)', '(?<=a)b', '(?<!a)b'])
      isRefused(source, /uses look-around, so it cannot run in linear time/);
    isRefused('(a)\\1', /uses a back-reference, which cannot run in linear time/);
    isRefused('(?<x>a)\\k<x>', /uses a back-reference/);
    assert.equal(matches('^\\\\1[(?=]$', '\\1='), true);
  });

  it('refuses what is not a regular expression', () => {
    isRefused('[a', /"\[a" is not a regular expression/);
    isRefused('a{2,1}', /is not a regular expression/);
  });

  it('bounds the patterns of one schema together', () => {
    const patterns = new LinearPatterns(new StepBudget(1));
    assert.throws(() => patterns.get('a'.repeat(20_000)), /more than 16384 characters in all/);
    const large = new LinearPatterns(new StepBudget(1));
    const compileMany = () =>
      [1, 2, 3, 4, 5, 6].map((index) => large.get(`((((a?){10}){10}){10})b{${index}}`));
    assert.throws(compileMany, /patterns are too large/);
  });

  it('charges an ambiguous pattern for each of its instructions at each character, an unambiguous one for the text', () => {
    const budget = new StepBudget(1_000_000);
    const patterns = new LinearPatterns(budget);
    patterns.get('^[a-z]+$').test('x'.repeat(1000));
    assert.equal(budget.left, 997_000);
    assert.throws(() => patterns.get('^(a|b)*a(a|b){200}$').test('ab'.repeat(500)), StepsSpent);
  });
});
