// What stands below a time axis.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scaleUtc } from 'd3-scale';
import { dayLabel, monthLabel, timeTicks } from './time-ticks.ts';

const labelsBetween = (from: string, to: string) =>
  timeTicks(
    scaleUtc()
      .domain([Date.parse(from), Date.parse(to)])
      .range([0, 800]),
  ).map(({ label }) => label);

test('a year is told by its months', () => {
  assert.deepEqual(labelsBetween('2024-01-01', '2024-12-30'), [
    '2024',
    'Feb',
    'Mar',
    'Apr',
    'May',
    'Jun',
    'Jul',
    'Aug',
    'Sep',
    'Oct',
    'Nov',
    'Dec',
  ]);
});

test('a few days are told by their dates, without the hours between', () => {
  assert.deepEqual(labelsBetween('2024-02-28', '2024-03-02'), ['28 Feb', '29 Feb', 'Mar', '2 Mar']);
});

test('a day is named by what begins with it', () => {
  assert.equal(dayLabel(new Date('2025-01-01')), '2025');
  assert.equal(dayLabel(new Date('2025-03-01')), 'Mar');
  assert.equal(dayLabel(new Date('2025-03-09')), '9 Mar');
});

test('the first month of a row and every January tell their year', () => {
  assert.equal(monthLabel(new Date('2024-05-01'), true), 'May 2024');
  assert.equal(monthLabel(new Date('2024-06-01'), false), 'Jun');
  assert.equal(monthLabel(new Date('2025-01-01'), false), 'Jan 2025');
});
