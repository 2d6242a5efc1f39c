// Draws a chart as SVG: title, axes with units and gridlines, and bars or a line.
import { area, curveMonotoneX, line } from 'd3-shape';
import { valueFormat, wrapLabel } from './labels.ts';
import { type ChartKind, HEIGHT_PX, type Layout, layOut, type Mark, PLOT, WIDTH_PX } from './layout.ts';
import type { Point } from './points.ts';
import { element, textElement } from './svg.ts';
import type { TimeBucket } from './time-bucket.ts';

export interface ChartSpec {
  kind: ChartKind;
  title: string;
  subtitle: string;
  /** Names of the axes, units included. */
  xName: string;
  yName: string;
  points: readonly Point[];
  /** Only when the labels of the points are times. */
  bucket: TimeBucket | undefined;
}

/** The family that `rasterise` brings along. */
const FONT = 'DejaVu Sans';
const INK = '#1d2433';
const MUTED = '#5b6577';
const GRID = '#e6e9ef';
const AXIS = '#98a2b3';
const ACCENT = '#2563c9';

/** More values than this above the bars would touch each other. */
const MAX_VALUE_LABELS = 14;
const MAX_DOTS = 60;

type Format = (value: number) => string;

export function chartSvg(spec: ChartSpec): string {
  const layout = layOut(spec.points, spec.kind, spec.bucket);
  const format = valueFormat(layout.yTicks.map(({ value }) => value));
  const parts = [
    element('rect', { width: WIDTH_PX, height: HEIGHT_PX, fill: '#ffffff' }),
    headings(spec),
    valueAxis(layout, format),
    spec.kind === 'bar' ? bars(layout, format) : curve(layout, format),
    pointAxis(layout),
  ];
  const size = { width: WIDTH_PX, height: HEIGHT_PX, viewBox: `0 0 ${WIDTH_PX} ${HEIGHT_PX}` };
  return element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', ...size, 'font-family': FONT, 'font-size': 13 },
    parts.join('\n'),
  );
}

function headings({ title, subtitle, xName, yName }: ChartSpec): string {
  const left = 28;
  const middle = (PLOT.left + PLOT.right) / 2;
  return [
    textElement(title, { x: left, y: 42, 'font-size': 22, 'font-weight': 'bold', fill: INK }),
    textElement(subtitle, { x: left, y: 66, 'font-size': 13, fill: MUTED }),
    textElement(yName, { x: left, y: PLOT.top - 18, 'font-weight': 'bold', fill: MUTED }),
    textElement(xName, {
      x: middle,
      y: HEIGHT_PX - 18,
      'text-anchor': 'middle',
      'font-weight': 'bold',
      fill: MUTED,
    }),
  ].join('\n');
}

function valueAxis({ yTicks }: Layout, format: Format): string {
  return yTicks
    .flatMap(({ px, value }) => [
      element('line', { x1: PLOT.left, x2: PLOT.right, y1: px, y2: px, stroke: GRID }),
      textElement(format(value), { x: PLOT.left - 10, y: px + 4.5, 'text-anchor': 'end', fill: MUTED }),
    ])
    .join('\n');
}

function pointAxis({ xTicks, basePx }: Layout): string {
  const ticks = xTicks.flatMap(({ px, label, widthPx }) => [
    element('line', { x1: px, x2: px, y1: PLOT.bottom, y2: PLOT.bottom + 5, stroke: AXIS }),
    ...wrapLabel(label, widthPx, 13).map((part, index) =>
      textElement(part, { x: px, y: PLOT.bottom + 21 + index * 15, 'text-anchor': 'middle', fill: INK }),
    ),
  ]);
  const lineAt = (px: number) =>
    element('line', { x1: PLOT.left, x2: PLOT.right, y1: px, y2: px, stroke: AXIS });
  return [lineAt(PLOT.bottom), ...(basePx === PLOT.bottom ? [] : [lineAt(basePx)]), ...ticks].join('\n');
}

function bars({ marks, basePx }: Layout, format: Format): string {
  const drawn = marks.map(({ leftPx, widthPx, valuePx }) =>
    element('rect', {
      x: leftPx,
      width: widthPx,
      y: Math.min(valuePx, basePx),
      height: Math.abs(valuePx - basePx),
      fill: ACCENT,
    }),
  );
  const labels =
    marks.length <= MAX_VALUE_LABELS
      ? marks.map((mark) => valueLabel(mark, basePx, format(mark.point.value)))
      : [];
  return [...drawn, ...labels].join('\n');
}

function curve({ marks, basePx, hasZero }: Layout, format: Format): string {
  const stroke = line<Mark>()
    .x(({ centerPx }) => centerPx)
    .y(({ valuePx }) => valuePx)
    .curve(curveMonotoneX);
  const fill = area<Mark>()
    .x(({ centerPx }) => centerPx)
    .y0(basePx)
    .y1(({ valuePx }) => valuePx)
    .curve(curveMonotoneX);
  const dots = marks.length <= MAX_DOTS ? marks : [];
  const highest = marks.reduce((best, mark) => (mark.point.value > best.point.value ? mark : best));
  return [
    hasZero ? element('path', { d: fill(marks) ?? '', fill: ACCENT, 'fill-opacity': 0.1 }) : '',
    element('path', {
      d: stroke(marks) ?? '',
      fill: 'none',
      stroke: ACCENT,
      'stroke-width': 2.5,
      'stroke-linejoin': 'round',
    }),
    ...dots.map((mark) => dot(mark, 2.5)),
    dot(highest, 4.5),
    valueLabel(highest, basePx, format(highest.point.value)),
  ].join('\n');
}

function dot({ centerPx, valuePx }: Mark, radiusPx: number): string {
  return element('circle', { cx: centerPx, cy: valuePx, r: radiusPx, fill: ACCENT });
}

/** Above the mark, or below it when its value is negative. */
function valueLabel({ centerPx, valuePx }: Mark, basePx: number, text: string): string {
  const y = valuePx > basePx ? valuePx + 18 : valuePx - 9;
  const x = Math.min(Math.max(centerPx, PLOT.left + 18), PLOT.right - 18);
  return textElement(text, {
    x,
    y,
    'text-anchor': 'middle',
    'font-weight': 'bold',
    fill: INK,
    // A white rim, so that a gridline does not run through the digits.
    stroke: '#ffffff',
    'stroke-width': 4,
    'stroke-linejoin': 'round',
    'paint-order': 'stroke',
  });
}
