// Invents a year of orders of an online shop, the same on every machine. Weekdays, a growing trade,
// a busy end of year, and one bad week in one region, so that there is something to find.
import { createRandom, type Random } from './random.ts';

/** Part of the file's name: raise it with any change below, so that no older file is taken for this one. */
export const ORDERS_VERSION = 1;
export const ORDER_COUNT = 100_000;

const SEED = 20_240_101;
/** A Monday; 52 whole weeks follow, so that no week in a chart is a part of one. */
const FIRST_DAY_MS = Date.UTC(2024, 0, 1);
const DAYS = 364;
const DAY_MS = 86_400_000;

export const ORDER_COLUMNS: Readonly<Record<string, string>> = {
  time: 'When the order was placed, ISO 8601 in UTC; the rows are in this order.',
  region: 'Where the customer is.',
  product: 'What was ordered; an order has one product.',
  quantity: 'How many pieces.',
  price_eur: 'What the whole order cost, in euros: its sum is the revenue.',
  latency_ms: 'How long the checkout took to answer, in milliseconds.',
};

const REGIONS = [
  { name: 'Europe', weight: 38, latencyMs: 90 },
  { name: 'North America', weight: 31, latencyMs: 110 },
  { name: 'Asia Pacific', weight: 19, latencyMs: 170 },
  { name: 'South America', weight: 8, latencyMs: 210 },
  { name: 'Africa', weight: 4, latencyMs: 240 },
];

const PRODUCTS = [
  { name: 'Notebook', weight: 24, unitPriceEur: 9.5 },
  { name: 'Coffee beans', weight: 21, unitPriceEur: 14.9 },
  { name: 'Desk lamp', weight: 15, unitPriceEur: 39 },
  { name: 'Backpack', weight: 13, unitPriceEur: 79 },
  { name: 'Headphones', weight: 11, unitPriceEur: 129 },
  { name: 'Keyboard', weight: 9, unitPriceEur: 99 },
  { name: 'Office chair', weight: 5, unitPriceEur: 289 },
  { name: 'Standing desk', weight: 2, unitPriceEur: 549 },
];

const QUANTITIES = [
  { pieces: 1, weight: 62 },
  { pieces: 2, weight: 22 },
  { pieces: 3, weight: 9 },
  { pieces: 5, weight: 5 },
  { pieces: 10, weight: 2 },
];

/** Monday first. */
const WEEKDAY_WEIGHTS = [1, 0.95, 0.97, 1.02, 1.15, 1.3, 1.2];

/** The days, from 0, on which the checkout in Asia Pacific answered slowly. */
const INCIDENT = { region: 'Asia Pacific', firstDay: 252, lastDay: 258, factor: 6 };

/** Yields the CSV piece by piece: the header, then a day at a time. */
export function* orderCsv(orderCount: number): Generator<string> {
  const random = createRandom(SEED);
  yield `${Object.keys(ORDER_COLUMNS).join(',')}\n`;
  const weights = Array.from({ length: DAYS }, (_, day) => dayWeight(day));
  const weightSum = weights.reduce((sum, weight) => sum + weight, 0);
  let weightSoFar = 0;
  let written = 0;
  for (const [day, weight] of weights.entries()) {
    // From the running sum, so that rounding never adds up and the last day ends at the exact count.
    weightSoFar += weight;
    const dayEnd = day === DAYS - 1 ? orderCount : Math.round((orderCount * weightSoFar) / weightSum);
    if (dayEnd > written) yield ordersOfDay(random, day, dayEnd - written);
    written = dayEnd;
  }
}

function dayWeight(day: number): number {
  const growth = 1 + (0.5 * day) / DAYS;
  const lateNovember = 1 + 0.8 * Math.exp(-(((day - 333) / 9) ** 2));
  return growth * lateNovember * (WEEKDAY_WEIGHTS[day % 7] ?? 1);
}

function ordersOfDay(random: Random, day: number, count: number): string {
  const offsets = Array.from({ length: count }, () => timeOfDayMs(random)).sort((a, b) => a - b);
  return offsets.map((offsetMs) => order(random, day, offsetMs)).join('');
}

/** Most people order in the afternoon. */
function timeOfDayMs(random: Random): number {
  const hours = 14.5 + 4.5 * random.normal();
  const wrapped = ((hours % 24) + 24) % 24;
  return Math.floor((wrapped / 24) * DAY_MS);
}

function order(random: Random, day: number, offsetMs: number): string {
  const region = random.pick(REGIONS);
  const product = random.pick(PRODUCTS);
  const { pieces } = random.pick(QUANTITIES);
  const discount = pieces >= 5 ? 0.9 : 1;
  const priceEur = product.unitPriceEur * pieces * discount * (0.95 + 0.1 * random.uniform());
  const isIncident = region.name === INCIDENT.region && day >= INCIDENT.firstDay && day <= INCIDENT.lastDay;
  // Latencies are log-normal: most are near the median, a few are many times that.
  const medianMs = region.latencyMs * (isIncident ? INCIDENT.factor : 1);
  const latencyMs = Math.max(1, Math.round(medianMs * Math.exp(0.45 * random.normal())));
  const time = new Date(FIRST_DAY_MS + day * DAY_MS + offsetMs).toISOString();
  return `${time},${region.name},${product.name},${pieces},${priceEur.toFixed(2)},${latencyMs}\n`;
}
