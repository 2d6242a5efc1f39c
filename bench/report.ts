// What the bench prints: one block a row, with a line for each server and its ratios to the floor.
import type { MemoryOutcome } from './memory/outcome.ts';
import type { ThroughputRow } from './rows.ts';
import type { Bar, ServerRatios, ServerSummary, ThroughputSummary } from './summary.ts';

const header = [
  'server',
  'req/s',
  'of floor',
  'p50 ms',
  'p99 ms',
  'CPU us/req',
  'of floor',
  'RSS max MB',
  'end MB',
  'of floor',
];
const widths = [10, 9, 10, 8, 8, 12, 10, 12, 8, 10];

export function throughputBlock(
  title: string,
  { servers, ...summary }: ThroughputSummary,
  { fleet = 'fleet', floor = 'floor', sdk = 'sdk v2' }: ThroughputRow['labels'] = {},
): string {
  const ratioToSdk = summary.fleetOfSdk.requestsPerSecond;
  return [
    title,
    line(header),
    line(cells(floor, servers.floor)),
    line(cells(fleet, servers.fleet, summary.fleetOfFloor)),
    line(cells(sdk, servers.sdk, summary.sdkOfFloor)),
    `  ${fleet}: ${summary.fleetOfFloor.requestsPerSecond.toFixed(2)} of ${floor === 'floor' ? 'the floor' : floor} ` +
      `(+-${(summary.fleetOfFloor.spread * 100).toFixed(0)} %), ${ratioToSdk.toFixed(1)} times the official SDK; ` +
      `generator ${servers.fleet.generatorCpuMicrosPerRequest.toFixed(1)} us/req ` +
      `at ${(servers.fleet.generatorShare * 100).toFixed(0)} % of its core`,
    ...barLines(summary.bar),
    '',
  ].join('\n');
}

export function memoryBlock(title: string, outcome: MemoryOutcome): string {
  return [title, ...outcome.lines.map((text) => `  ${text}`), ...barLines(outcome.bar), ''].join('\n');
}

export function refusalBlock(title: string, reason: string): string {
  return `${title}\n  REFUSED, nothing is reported: ${reason.replaceAll('\n', '\n  ')}\n`;
}

function barLines(bar: Bar | undefined): string[] {
  return bar === undefined ? [] : [`  ${bar.reached ? 'PASS' : 'FAIL'}  ${bar.wanted}`];
}

function cells(name: string, server: ServerSummary, ratios?: ServerRatios): string[] {
  const ms = (micros: number) => (micros / 1000).toFixed(2);
  const mb = (bytes: number) => (bytes / 1e6).toFixed(0);
  const ratio = (value: number | undefined) => (value ?? 1).toFixed(2);
  return [
    name,
    server.requestsPerSecond.toFixed(0),
    ratio(ratios?.requestsPerSecond),
    ms(server.p50Micros),
    ms(server.p99Micros),
    server.serverCpuMicrosPerRequest.toFixed(1),
    ratio(ratios?.serverCpu),
    mb(server.maxResidentBytes),
    mb(server.endResidentBytes),
    ratio(ratios?.endResident),
  ];
}

function line(texts: readonly string[]): string {
  const [first = '', ...rest] = texts;
  return `  ${first.padEnd(widths[0] ?? 0)}${rest.map((text, index) => text.padStart(widths[index + 1] ?? 0)).join('')}`;
}
