// Where things are in a chart: the plot area, the scales, and for each point its place on both axes.
import { scaleBand, scaleLinear, scaleUtc } from 'd3-scale';
import type { Point } from './points.ts';
import { bucketEndMs, type TimeBucket } from './time-bucket.ts';
import { monthLabel, timeTicks } from './time-ticks.ts';

export const WIDTH_PX = 960;
export const HEIGHT_PX = 540;
export const PLOT = { left: 76, right: WIDTH_PX - 32, top: 112, bottom: HEIGHT_PX - 76 };

const MAX_CATEGORY_TICKS = 16;
/** A share of the smallest value over the largest, above which a line would hug the top of a chart from 0. */
const FLAT_LINE = 0.5;

export type ChartKind = 'bar' | 'line';

/** A point in its place, in pixels from the left top. */
export interface Mark {
  point: Point;
  /** The room that belongs to the point on the x axis. */
  leftPx: number;
  widthPx: number;
  centerPx: number;
  valuePx: number;
}

export interface Tick {
  px: number;
  label: string;
  /** The room for the label. */
  widthPx: number;
}

export interface Layout {
  marks: Mark[];
  xTicks: Tick[];
  yTicks: { px: number; value: number }[];
  /** Where bars stand: the value 0, or the foot of the chart when 0 is not in it. */
  basePx: number;
  /** Only then may the room below a line be filled: a filled area is read by its height. */
  hasZero: boolean;
}

/** `bucket` tells that the labels of the points are times, and how long each lasts. */
export function layOut(points: readonly Point[], kind: ChartKind, bucket: TimeBucket | undefined): Layout {
  const y = valueScale(points, kind);
  const { places, xTicks } = bucket === undefined ? categories(points) : times(points, bucket);
  const marks = places.map((place) => ({
    ...place,
    centerPx: place.leftPx + place.widthPx / 2,
    valuePx: y(place.point.value),
  }));
  const [low = 0] = y.domain();
  return {
    marks,
    xTicks,
    yTicks: y.ticks(6).map((value) => ({ px: y(value), value })),
    basePx: y(Math.max(low, 0)),
    hasZero: low <= 0,
  };
}

function valueScale(points: readonly Point[], kind: ChartKind) {
  const values = points.map(({ value }) => value);
  const min = Math.min(...values);
  const max = Math.max(...values);
  // A bar is read by its length and must begin at 0; a line is read by its slope.
  const isFlat = kind === 'line' && min > max * FLAT_LINE && max > min;
  const low = isFlat ? min - (max - min) * 0.1 : Math.min(0, min);
  const high = Math.max(isFlat ? max : 0, max);
  return scaleLinear()
    .domain([low, high === low ? low + 1 : high])
    .nice(6)
    .range([PLOT.bottom, PLOT.top]);
}

type Place = Pick<Mark, 'point' | 'leftPx' | 'widthPx'>;
interface Axis {
  places: Place[];
  xTicks: Tick[];
}

function categories(points: readonly Point[]): Axis {
  const x = scaleBand<string>()
    .domain(points.map(({ label }) => label))
    .range([PLOT.left, PLOT.right])
    .paddingInner(0.32)
    .paddingOuter(0.2);
  const places = points.map((point) => ({ point, leftPx: x(point.label) ?? 0, widthPx: x.bandwidth() }));
  const every = Math.ceil(points.length / MAX_CATEGORY_TICKS);
  const xTicks = places
    .filter((_, index) => index % every === 0)
    .map(({ point, leftPx, widthPx }) => ({
      px: leftPx + widthPx / 2,
      label: point.label,
      widthPx: x.step() * every * 0.95,
    }));
  return { places, xTicks };
}

function times(points: readonly Point[], bucket: TimeBucket): Axis {
  const spans = points.map((point) => {
    const startMs = Date.parse(point.label);
    return { point, startMs, endMs: bucketEndMs(startMs, bucket) };
  });
  const x = scaleUtc()
    .domain([spans.at(0)?.startMs ?? 0, spans.at(-1)?.endMs ?? 0])
    .range([PLOT.left, PLOT.right]);
  const places = spans.map(({ point, startMs, endMs }) => {
    const roomPx = x(endMs) - x(startMs);
    return { point, leftPx: x(startMs) + roomPx * 0.12, widthPx: roomPx * 0.76 };
  });
  const xTicks = bucket === 'month' ? monthTicks(places) : timeTicks(x);
  const widthPx = (PLOT.right - PLOT.left) / Math.max(1, xTicks.length);
  return { places, xTicks: xTicks.map((tick) => ({ ...tick, widthPx })) };
}

/** A month is named below its middle: at its beginning, the name would stand between two bars. */
function monthTicks(places: readonly Place[]) {
  const every = Math.ceil(places.length / MAX_CATEGORY_TICKS);
  return places
    .filter((_, index) => index % every === 0)
    .map(({ point, leftPx, widthPx }, index) => ({
      px: leftPx + widthPx / 2,
      label: monthLabel(new Date(point.label), index === 0),
    }));
}
