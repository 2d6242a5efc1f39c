// `npm run fuzz`: sends broken requests to real servers and sees that nothing breaks. Prints its seed, and for a fault
// all that is needed to make it again. Exits 0 when there was none.

import { randomInt } from 'node:crypto';
import { Campaign, type CampaignReport } from '../test/fuzz/run/campaign.ts';
import { FaultFound } from '../test/fuzz/run/fault-report.ts';
import type { ServerKind } from '../test/fuzz/run/fuzzed-server.ts';
import { type FuzzOptions, parseOptions, USAGE, UsageError } from './fuzz/options.ts';

/** Share of the requests and of the time. */
const SHARES: Readonly<Record<ServerKind, number>> = { open: 0.75, keyed: 0.25 };

async function main(): Promise<number> {
  let options: FuzzOptions | 'help';
  try {
    options = parseOptions(process.argv.slice(2), () => randomInt(2 ** 32));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${USAGE}`);
    return 2;
  }
  if (options === 'help') {
    console.log(USAGE);
    return 0;
  }
  return fuzz(options);
}

async function fuzz(options: FuzzOptions): Promise<number> {
  const { seed, servers } = options;
  console.log(`fuzz: seed ${seed}`);
  let requests = 0;
  for (const server of servers) {
    const share = servers.length === 1 ? 1 : SHARES[server];
    try {
      const report = await Campaign.run({
        ...options,
        server,
        requests: Math.ceil(options.requests * share),
        endAtMs: Date.now() + options.seconds * share * 1000,
        onBatch: progress(server),
      });
      print(report, options);
      requests += report.tally.requests;
    } catch (error) {
      if (!(error instanceof FaultFound)) throw error;
      console.log(`FAULT of the server "${server}", seed ${seed}\n${error.message}`);
      for (const number of error.cases) {
        console.log(`again: npm run fuzz -- --seed ${seed} --server ${server} --from ${number} --count 1`);
      }
      return 1;
    }
  }
  console.log(`no fault in ${requests} requests (seed ${seed})`);
  return 0;
}

const PROGRESS_REQUESTS = 100_000;

/** Says now and then how far a long run is. */
function progress(server: ServerKind): (requests: number) => void {
  let next = PROGRESS_REQUESTS;
  return (requests) => {
    if (requests < next) return;
    next = requests + PROGRESS_REQUESTS;
    console.log(`${server}: ${requests} requests so far`);
  };
}

function print(report: CampaignReport, { cases }: FuzzOptions): void {
  const { server, tally, seconds, memory, lastCase } = report;
  const rate = Math.round(tally.requests / seconds);
  console.log(
    `${server}: ${tally.requests} requests in ${tally.cases} cases, ${seconds.toFixed(1)} s (${rate}/s)`,
  );
  const outcomes = [...tally.outcomes].sort(([, a], [, b]) => b - a);
  console.log(`${server}: answered ${outcomes.map(([what, count]) => `${what} x ${count}`).join(', ')}`);
  if (memory !== undefined) console.log(`${server}: ${memory}`);
  if (cases === 1) console.log(lastCase);
}

process.exitCode = await main();
