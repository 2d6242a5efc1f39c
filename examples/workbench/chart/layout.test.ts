// Axes, and where the marks stand on them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layOut } from './layout.ts';

const pointsOf = (...values: number[]) => values.map((value, index) => ({ label: `p${index}`, value }));
const tickValues = (values: number[], kind: 'bar' | 'line') =>
  layOut(pointsOf(...values), kind, undefined).yTicks.map(({ value }) => value);

test('the axis of bars begins at zero and ends at a round number', () => {
  assert.deepEqual(tickValues([90, 97], 'bar'), [0, 20, 40, 60, 80, 100]);
});

test('a line that stays far from zero fills its chart', () => {
  assert.deepEqual(tickValues([90, 97], 'line'), [89, 90, 91, 92, 93, 94, 95, 96, 97]);
});

test('negative bars hang from the value zero', () => {
  const { marks, basePx, yTicks } = layOut(pointsOf(-5, 10), 'bar', undefined);
  assert.equal(basePx, yTicks.find(({ value }) => value === 0)?.px);
  assert.equal((marks[0]?.valuePx ?? 0) > basePx, true);
  assert.equal((marks[1]?.valuePx ?? 0) < basePx, true);
});

test('values that are all zero still have an axis', () => {
  assert.deepEqual(tickValues([0, 0], 'bar'), [0, 0.2, 0.4, 0.6, 0.8, 1]);
});

test('every mark lies within the plot', () => {
  const { marks } = layOut(pointsOf(1, 2, 3), 'bar', undefined);
  assert.equal(marks.length, 3);
  assert.equal(
    marks.every(({ leftPx, widthPx }) => leftPx >= 76 && leftPx + widthPx <= 928),
    true,
  );
});

test('of many categories only some are labelled', () => {
  const { xTicks } = layOut(pointsOf(...Array.from({ length: 40 }, (_, index) => index)), 'bar', undefined);
  assert.equal(xTicks.length, 14);
});

test('times are placed by the calendar, so that a missing month leaves a gap', () => {
  const months = ['2024-01-01', '2024-02-01', '2024-04-01'].map((label) => ({ label, value: 1 }));
  const [january, february, april] = layOut(months, 'bar', 'month').marks.map(({ centerPx }) => centerPx);
  const step = (february ?? 0) - (january ?? 0);
  assert.equal((april ?? 0) - (february ?? 0) > step * 1.8, true);
});

test('a month is named below its middle', () => {
  const months = ['2024-01-01', '2024-02-01'].map((label) => ({ label, value: 1 }));
  const { marks, xTicks } = layOut(months, 'bar', 'month');
  assert.deepEqual(
    xTicks.map(({ px, label }) => ({ px, label })),
    [
      { px: marks[0]?.centerPx, label: 'Jan 2024' },
      { px: marks[1]?.centerPx, label: 'Feb' },
    ],
  );
});

test('the ticks of a year are named after its months', () => {
  const weeks = Array.from({ length: 52 }, (_, week) => ({
    label: new Date(Date.UTC(2024, 0, 1) + week * 604_800_000).toISOString(),
    value: week,
  }));
  const labels = layOut(weeks, 'line', 'week').xTicks.map(({ label }) => label);
  assert.deepEqual(labels.slice(0, 3), ['2024', 'Feb', 'Mar']);
});
