// What `npm run overload` prints: a table for each server, and the bars.
import type { Bar } from './bars.ts';
import { successRate } from './bars.ts';
import type { CallCounts } from './generator/messages.ts';
import type { EndurancePart, LadderPart, Part, PartName, TenantsPart } from './parts.ts';
import { refusedCount, type Step } from './step.ts';

const header = [
  'load',
  'calls/s',
  'goodput/s',
  'p50 ms',
  'p99 ms',
  'refused',
  'in ms',
  'at client',
  'given up',
  'failed',
  'RSS MB',
  '/health ms',
  'core',
];
const widths = [8, 9, 11, 9, 9, 9, 9, 11, 10, 8, 8, 12, 7];

export function partBlock(name: PartName, part: Part): string {
  return [...linesOf(name, part), ...part.bars.map(barLine), ''].join('\n');
}

function linesOf(name: PartName, part: Part): string[] {
  switch (part.kind) {
    case 'ladder':
      return ladderLines(name, part);
    case 'endurance':
      return enduranceLines(name, part);
    case 'tenants':
      return tenantLines(name, part);
  }
}

export function refusalBlock(name: PartName, reason: string): string {
  return `${name}\n  REFUSED, nothing is reported: ${reason}\n`;
}

function ladderLines(name: PartName, part: LadderPart): string[] {
  const { fleet, sdk } = part.capacityPerSecond;
  return [
    `${name}: the tool "${part.tool}" does ${fleet.toFixed(0)} calls/s at most (official SDK: ${sdk.toFixed(0)})`,
    '  mcp-fleet',
    line(header),
    ...[part.unloaded, ...part.fleet].map((step) => line(cells(step))),
    ...part.fleet.flatMap(reasonLines),
    '  official SDK v2',
    line(header),
    ...part.sdk.map((step) => line(cells(step))),
    ...part.sdk.flatMap(reasonLines),
  ];
}

function cells(step: Step): string[] {
  const refused = refusedCount(step) / step.offered;
  const hasRefusals = refused > 0;
  return [
    `${step.times} x`,
    step.offeredPerSecond.toFixed(0),
    step.goodputPerSecond.toFixed(0),
    step.goodputPerSecond === 0 ? '-' : step.admitted.p50Ms.toFixed(1),
    step.goodputPerSecond === 0 ? '-' : step.admitted.p99Ms.toFixed(1),
    share(refused),
    hasRefusals ? step.refusalOnServer.p50Ms.toFixed(3) : '-',
    hasRefusals ? step.refusalAtClient.p50Ms.toFixed(1) : '-',
    share((step.late + step.unsent) / step.offered),
    String(step.failed),
    (step.maxResidentBytes / 1e6).toFixed(0),
    step.health.maxMs.toFixed(0),
    share(step.serverCoreShare),
  ];
}

function reasonLines({ times, refused, offered, onset, failures }: Step): string[] {
  const reasons = Object.entries(refused)
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${reason} ${share(count / offered)}`);
  const told =
    reasons.length === 0
      ? []
      : [
          `    ${times} x refused: ${reasons.join(', ')}; p99 in the first second ${onset.admitted.p99Ms.toFixed(0)} ms`,
        ];
  return [...told, ...failures.map((failure) => `    ${times} x failed: ${failure}`)];
}

function enduranceLines(name: PartName, part: EndurancePart): string[] {
  const megabytes = (all: readonly number[]) => all.map((bytes) => (bytes / 1e6).toFixed(0)).join(' ');
  const { fleet, sdk } = part.residentBytes;
  return [
    `${name}: ${part.offeredPerSecond} calls/s; resident MB, once a second`,
    `  mcp-fleet        ${megabytes(fleet)}`,
    `  official SDK v2  ${megabytes(sdk)}`,
  ];
}

function tenantLines(name: PartName, part: TenantsPart): string[] {
  return [
    `${name}: one caller sends ${part.smallPerSecond.toFixed(0)} calls/s, another one ${part.floodPerSecond.toFixed(0)}`,
    tenantLine('small, alone', part.alone),
    tenantLine('small, beside the flood', part.besideFlood),
    tenantLine('the flood', part.flood),
  ];
}

function tenantLine(who: string, counts: CallCounts): string {
  const { p50Ms, p99Ms } = counts.latency;
  return (
    `  ${who.padEnd(25)}answered ${(successRate(counts) * 100).toFixed(2)} % of ${counts.offered}, ` +
    `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`
  );
}

function barLine({ wanted, measured, reached }: Bar): string {
  return `  ${reached ? 'PASS' : 'FAIL'}  ${wanted}: ${measured}`;
}

function share(part: number): string {
  return `${(part * 100).toFixed(part > 0 && part < 0.1 ? 1 : 0)} %`;
}

function line(texts: readonly string[]): string {
  return `  ${texts.map((text, index) => text.padStart(widths[index] ?? 0)).join('')}`;
}
