// The picture of `npm run overload`: goodput, latency, time to refuse and memory, ours beside the official SDK's.
import { element, textElement } from '../../../examples/workbench/chart/svg.ts';
import type { EndurancePart, LadderPart } from '../parts.ts';
import { refusedCount, type Step } from '../step.ts';
import { type Axis, type Line, panelSvg } from './panel.ts';

const width = 1120;
const height = 800;
const fleetColour = '#2563c9';
const fleetPale = '#7aa5e8';
const sdkColour = '#c2410c';
const mostRefusalMs = 1;

export function overloadSvg(waiting: LadderPart, endurance: EndurancePart): string {
  const { fleet: capacity } = waiting.capacityPerSecond;
  const ladder = waiting.fleet.map(({ times }) => times);
  const x: Axis = {
    kind: 'log',
    domain: [ladder[0] ?? 1, ladder.at(-1) ?? 1],
    ticks: ladder,
    label: (times) => `${times} ×`,
  };
  const xName = 'calls offered, in multiples of the capacity';
  const panels = [
    {
      title: 'Goodput: answers in time, calls/s',
      xName,
      x,
      y: linear(roundUp(capacity * 1.15, 200), 200),
      lines: [
        lineOf('mcp-fleet', fleetColour, waiting.fleet, (step) => step.goodputPerSecond),
        lineOf('official SDK', sdkColour, waiting.sdk, (step) => step.goodputPerSecond),
      ],
      marks: [],
    },
    {
      title: 'Latency of the answered, ms',
      xName,
      x,
      y: logarithmic([50, 1000], [50, 100, 200, 500, 1000]),
      lines: [
        lineOf('mcp-fleet p99', fleetColour, waiting.fleet, (step) => step.admitted.p99Ms),
        lineOf('mcp-fleet p50', fleetPale, waiting.fleet, (step) => step.admitted.p50Ms),
        lineOf('SDK p99, then no answers', sdkColour, answered(waiting.sdk), (step) => step.admitted.p99Ms),
      ],
      marks: [{ y: waiting.deadlineMs, name: 'deadline' }],
    },
    {
      title: 'Time to refuse at the median, ms (mcp-fleet)',
      xName,
      x,
      y: logarithmic([0.01, 10], [0.01, 0.1, 1, 10]),
      lines: [
        lineOf('at the client', fleetPale, refusing(waiting.fleet), (step) => step.refusalAtClient.p50Ms),
        lineOf('in the server', fleetColour, refusing(waiting.fleet), (step) => step.refusalOnServer.p50Ms),
      ],
      marks: [{ y: mostRefusalMs, name: 'bar: 1 ms' }],
    },
    memoryPanel(endurance),
  ];
  const places = [
    { left: 28, top: 104 },
    { left: 580, top: 104 },
    { left: 28, top: 460 },
    { left: 580, top: 460 },
  ];
  const drawn = panels.map((panel, index) =>
    panelSvg(panel, { ...(places[index] ?? { left: 0, top: 0 }), width: 524, height: 318 }),
  );
  const callers = `A tool that waits 0.1 s for one of 100 database connections: ${capacity.toFixed(0)} calls/s at most, on one core. Callers wait one second at most.`;
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      'font-family': 'DejaVu Sans',
      'font-size': 13,
    },
    [
      element('rect', { width, height, fill: '#ffffff' }),
      textElement('Overload costs the refused, not the admitted', {
        x: 28,
        y: 42,
        'font-size': 22,
        'font-weight': 'bold',
        fill: '#1d2433',
      }),
      textElement(callers, { x: 28, y: 66, fill: '#5b6577' }),
      ...drawn,
    ].join('\n'),
  );
}

function memoryPanel({ residentBytes, offeredPerSecond }: EndurancePart) {
  const { fleet, sdk } = residentBytes;
  const points = (bytes: readonly number[]) => bytes.map((value, index) => [index + 1, value / 1e6] as const);
  const most = roundUp(Math.max(...fleet, ...sdk) / 1e6, 500);
  const seconds = Math.max(fleet.length, sdk.length);
  const ticks = Array.from({ length: Math.floor(seconds / 5) + 1 }, (_, index) => index * 5);
  return {
    title: `Resident memory at ${offeredPerSecond.toLocaleString('en')} calls/s, MB`,
    xName: 'seconds of overload',
    x: { kind: 'linear', domain: [0, seconds], ticks, label: String } as Axis,
    y: linear(most, 500),
    lines: [
      { name: 'official SDK', colour: sdkColour, points: points(sdk) },
      { name: 'mcp-fleet', colour: fleetColour, points: points(fleet) },
    ],
    marks: [],
  };
}

function lineOf(name: string, colour: string, steps: readonly Step[], read: (step: Step) => number): Line {
  return { name, colour, points: steps.map((step) => [step.times, read(step)]) };
}

/** Where nothing was answered there is no latency. */
function answered(steps: readonly Step[]): Step[] {
  return steps.filter((step) => step.goodputPerSecond > 0);
}

function refusing(steps: readonly Step[]): Step[] {
  return steps.filter((step) => step.times >= 1 && refusedCount(step) > 0);
}

function linear(most: number, step: number): Axis {
  const ticks = Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
  return { kind: 'linear', domain: [0, most], ticks, label: (value) => value.toLocaleString('en') };
}

function logarithmic(domain: readonly [number, number], ticks: readonly number[]): Axis {
  return { kind: 'log', domain, ticks, label: (value) => value.toLocaleString('en') };
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
