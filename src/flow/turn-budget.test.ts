// How much handlers may compute in one turn of the event loop, and when the next turn comes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { TurnBudget } from './turn-budget.ts';

function open(maxTurnMs = 10) {
  const clock = new ManualClock();
  const limits = { maxTurnMs };
  let turns = 0;
  const budget = new TurnBudget({ soon: clock.soon, limits, onNextTurn: () => turns++ });
  return { budget, clock, limits, turns: () => turns };
}

test('a turn is spent when handlers have computed for as long as they may, all together', () => {
  const { budget } = open();
  budget.spend(6);
  assert.equal(budget.isSpent, false);
  budget.spend(4);
  assert.equal(budget.isSpent, true);
});

test('the next turn has all its time, and is told', () => {
  const { budget, clock, turns } = open();
  budget.spend(300);
  clock.turn();
  assert.equal(budget.isSpent, false);
  assert.equal(turns(), 1);
});

test('a turn is told once, however many handlers ran in it', () => {
  const { budget, clock, turns } = open();
  for (let call = 0; call < 5; call++) budget.spend(3);
  clock.turn();
  clock.turn();
  assert.equal(turns(), 1);
});

test('handlers that compute next to nothing ask for no turn until they have used a millisecond', () => {
  const { budget, clock, turns } = open();
  for (let call = 0; call < 15; call++) budget.spend(0.0625);
  clock.turn();
  assert.equal(turns(), 0);
  budget.spend(0.0625);
  clock.turn();
  assert.equal(turns(), 1);
});

test('with 0 no turn is ever spent', () => {
  const { budget } = open(0);
  budget.spend(1000);
  assert.equal(budget.isSpent, false);
});

test('a limit that is changed holds at once', () => {
  const { budget, limits } = open();
  budget.spend(6);
  limits.maxTurnMs = 5;
  assert.equal(budget.isSpent, true);
});

test('what handlers compute on average follows the last forty of them', () => {
  const { budget } = open();
  assert.equal(budget.meanMs, 0);
  for (let call = 0; call < 100; call++) budget.spend(2);
  assert.ok(Math.abs(budget.meanMs - 2) < 0.02, `mean ${budget.meanMs}`);
});
