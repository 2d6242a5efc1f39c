// `node scripts/readme-numbers.ts`: writes the numbers of the last bench into README.md. A test holds the two together.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const BETWEEN_MARKS = /(?<=<!-- numbers -->\n)[\s\S]*?(?=<!-- \/numbers -->)/;

interface ThroughputRow {
  readonly servers: Readonly<Record<'fleet', { readonly requestsPerSecond: number }>>;
  readonly fleetOfFloor: { readonly requestsPerSecond: number };
  readonly fleetOfSdk: { readonly requestsPerSecond: number };
}

interface Results {
  readonly machine: { readonly cpu: string; readonly node: string };
  readonly settings: { readonly connections: number };
  readonly rows: {
    readonly 'modern-call': ThroughputRow;
    readonly 'session-call': ThroughputRow;
    readonly 'tools-list': ThroughputRow;
    readonly 'sse-call': ThroughputRow;
    readonly 'session-lifecycle': ThroughputRow;
    readonly 'idle-session': { readonly residentBytesPerSession: number };
    readonly 'cold-start': { readonly medianStartMs: number };
  };
}

const THROUGHPUT = [
  ['modern-call', 'A tool call of 2026-07-28'],
  ['session-call', 'A tool call in a session of 2025-11-25'],
  ['tools-list', '`tools/list` of 20 tools'],
  ['sse-call', 'A call with three progress events'],
  ['session-lifecycle', 'A session: open, one call, end'],
] as const;

function numbers({ machine, settings, rows }: Results): string {
  const lines = THROUGHPUT.map(([name, what]) => {
    const { servers, fleetOfFloor, fleetOfSdk } = rows[name];
    const rate = (Math.round(servers.fleet.requestsPerSecond / 100) * 100).toLocaleString('en');
    const [ofFloor, ofSdk] = [fleetOfFloor, fleetOfSdk].map(({ requestsPerSecond }) => requestsPerSecond);
    return `| ${what} | ${rate} | ${ofFloor?.toFixed(2)} | ${ofSdk?.toFixed(1)} |`;
  });
  const bytes = Math.round(rows['idle-session'].residentBytesPerSession);
  const startMs = Math.round(rows['cold-start'].medianStartMs);
  return `| One core of an ${machine.cpu}, Node ${machine.node.slice(1)} | requests/s | of bare \`node:http\` | times the official SDK 2.x |
|---|--:|--:|--:|
${lines.join('\n')}

An idle session takes ${bytes} bytes. From the start of the command to its first answer pass ${startMs} ms. Measured with ${settings.connections} connections
on a shared machine; \`npm run bench\` shows them on yours.
`;
}

/** The README as it should be: `text` with the numbers of the last bench. @throws Error when it has no place for them */
export function withNumbers(text: string): string {
  if (!BETWEEN_MARKS.test(text))
    throw new Error('README.md has no "<!-- numbers -->" and "<!-- /numbers -->".');
  const results: Results = JSON.parse(readFileSync(join(ROOT, 'bench/results/latest.json'), 'utf8'));
  return text.replace(BETWEEN_MARKS, () => numbers(results));
}

if (process.argv[1] === import.meta.filename) {
  const readme = join(ROOT, 'README.md');
  writeFileSync(readme, withNumbers(readFileSync(readme, 'utf8')));
}
