// One panel of the picture: a title, two axes, and lines that carry their names at their right ends, where no data is.
import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import { element, textElement } from '../../../examples/workbench/chart/svg.ts';

export interface Axis {
  kind: 'linear' | 'log';
  domain: readonly [number, number];
  ticks: readonly number[];
  label: (value: number) => string;
}

export interface Line {
  name: string;
  colour: string;
  dashed?: boolean;
  points: readonly (readonly [x: number, y: number])[];
}

export interface Panel {
  title: string;
  /** What the x axis counts. */
  xName: string;
  x: Axis;
  y: Axis;
  lines: readonly Line[];
  /** Horizontal lines that mean something. */
  marks: readonly { y: number; name: string }[];
}

export interface Place {
  left: number;
  top: number;
  width: number;
  height: number;
}

const ink = '#1d2433';
const muted = '#5b6577';
const grid = '#e6e9ef';
const axisColour = '#98a2b3';
const markColour = '#b45309';
const fontPx = 13;
/** Around the plot: for values, for the names of lines, for title and ticks. */
const margin = { left: 52, right: 118, top: 34, bottom: 46 };
const leastLabelGapPx = 17;

export function panelSvg(panel: Panel, place: Place): string {
  const left = place.left + margin.left;
  const right = place.left + place.width - margin.right;
  const top = place.top + margin.top;
  const bottom = place.top + place.height - margin.bottom;
  const x = scaleOf(panel.x, [left, right]);
  const y = scaleOf(panel.y, [bottom, top]);
  const grids = panel.y.ticks.flatMap((value) => [
    element('line', { x1: left, x2: right, y1: y(value), y2: y(value), stroke: grid }),
    textElement(panel.y.label(value), { x: left - 8, y: y(value) + 4.5, 'text-anchor': 'end', fill: muted }),
  ]);
  const ticks = panel.x.ticks.flatMap((value) => [
    element('line', { x1: x(value), x2: x(value), y1: bottom, y2: bottom + 5, stroke: axisColour }),
    textElement(panel.x.label(value), { x: x(value), y: bottom + 20, 'text-anchor': 'middle', fill: ink }),
  ]);
  const marks = panel.marks.flatMap((mark) => [
    element('line', {
      x1: left,
      x2: right,
      y1: y(mark.y),
      y2: y(mark.y),
      stroke: markColour,
      'stroke-dasharray': '2 4',
    }),
  ]);
  const curve = line<readonly [number, number]>()
    .x(([at]) => x(at))
    .y(([, value]) => y(value));
  const dots = panel.x.kind === 'log';
  const drawn = panel.lines.flatMap(({ colour, dashed, points }) => [
    element('path', {
      d: curve([...points]) ?? '',
      fill: 'none',
      stroke: colour,
      'stroke-width': 2.5,
      'stroke-linejoin': 'round',
      ...(dashed === true && { 'stroke-dasharray': '6 4' }),
    }),
    ...(dots
      ? points.map(([at, value]) => element('circle', { cx: x(at), cy: y(value), r: 3, fill: colour }))
      : []),
  ]);
  const named = panel.lines.map(({ name, colour, points: [...points] }) => {
    const [atX, value] = points.at(-1) ?? [0, 0];
    return { name, colour, atPx: y(value), endPx: x(atX) };
  });
  const names = [
    ...named.filter(({ endPx }) => endPx >= right),
    ...panel.marks.map((mark) => ({ name: mark.name, colour: markColour, atPx: y(mark.y) })),
  ];
  // A line that ends early is named where it ends.
  const inside = named.filter(({ endPx }) => endPx < right);
  return [
    textElement(panel.title, {
      x: place.left,
      y: place.top + 12,
      'font-size': 15,
      'font-weight': 'bold',
      fill: ink,
    }),
    ...grids,
    element('line', { x1: left, x2: right, y1: bottom, y2: bottom, stroke: axisColour }),
    ...ticks,
    textElement(panel.xName, { x: (left + right) / 2, y: bottom + 40, 'text-anchor': 'middle', fill: muted }),
    ...marks,
    ...drawn,
    ...inside.map(({ name, colour, atPx, endPx }) =>
      textElement(name, { x: endPx + 10, y: atPx - 6, fill: colour, 'font-weight': 'bold' }),
    ),
    ...spreadOut(names).map(({ name, colour, atPx }) =>
      textElement(name, { x: right + 10, y: atPx + fontPx / 3, fill: colour, 'font-weight': 'bold' }),
    ),
  ].join('\n');
}

function scaleOf({ kind, domain }: Axis, range: [number, number]): (value: number) => number {
  const scale = (kind === 'log' ? scaleLog() : scaleLinear()).domain(domain).range(range);
  const [least, most] = domain;
  // What is outside stands at the edge rather than outside of the panel.
  return (value) => scale(Math.min(most, Math.max(least, value)));
}

/** Moves names that would stand on each other down, in their order. */
export function spreadOut<T extends { atPx: number }>(names: readonly T[]): T[] {
  let leastPx = Number.NEGATIVE_INFINITY;
  return names
    .toSorted((a, b) => a.atPx - b.atPx)
    .map((name) => {
      const atPx = Math.max(name.atPx, leastPx);
      leastPx = atPx + leastLabelGapPx;
      return { ...name, atPx };
    });
}
