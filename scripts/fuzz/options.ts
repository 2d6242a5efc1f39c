// The command line of `npm run fuzz`.

import { parseArgs } from 'node:util';
import { SERVER_KINDS, type ServerKind } from '../../test/fuzz/run/fuzzed-server.ts';

export const USAGE = `Usage: npm run fuzz -- [options]

  --requests N   requests to send, over all servers (1200000: more than a million of them broken)
  --seconds N    an upper bound on the time in which they are sent (none)
  --seed N       0 to 4294967295; makes the same cases again (a new one)
  --server NAME  only one of the servers: ${SERVER_KINDS.join(', ')}
  --from N       number of the first case (0)
  --count N      only so many cases; one alone is printed with all that it sent and received
  --url URL      a server of test/fuzz/server/fixture.ts that runs on this machine already
  --help`;

/** A command line that cannot be understood; the message says what to change. */
export class UsageError extends Error {}

export interface FuzzOptions {
  readonly seed: number;
  readonly servers: readonly ServerKind[];
  /** Port of a running server. */
  readonly port: number | undefined;
  readonly requests: number;
  readonly seconds: number;
  readonly from: number;
  readonly cases: number;
}

const MAX_SEED = 2 ** 32 - 1;

/**
 * The options on a command line, or `help` when that was asked for.
 * @param newSeed for a run without one
 * @throws UsageError
 */
export function parseOptions(argv: string[], newSeed: () => number): FuzzOptions | 'help' {
  const values = parse(argv);
  if (values.help === true) return 'help';
  const port = values.url === undefined ? undefined : loopbackPort(values.url);
  return {
    seed: wholeNumber('--seed', values.seed, { least: 0, most: MAX_SEED }) ?? newSeed(),
    servers: serversOf(values.server, port),
    port,
    requests: wholeNumber('--requests', values.requests) ?? 1_200_000,
    seconds: wholeNumber('--seconds', values.seconds) ?? Number.POSITIVE_INFINITY,
    from: wholeNumber('--from', values.from, { least: 0, most: 1e9 }) ?? 0,
    cases: wholeNumber('--count', values.count) ?? Number.POSITIVE_INFINITY,
  };
}

const TEXT = { type: 'string' } as const;

function parse(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        requests: TEXT,
        seconds: TEXT,
        seed: TEXT,
        server: TEXT,
        from: TEXT,
        count: TEXT,
        url: TEXT,
        help: { type: 'boolean' },
      },
    });
    return values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(
  flag: string,
  text: string | undefined,
  { least, most } = { least: 1, most: 1e9 },
): number | undefined {
  if (text === undefined) return undefined;
  const number = /^\d{1,10}$/.test(text) ? Number(text) : -1;
  if (number >= least && number <= most) return number;
  throw new UsageError(`${flag} takes a whole number from ${least} to ${most}, not "${text}".`);
}

function serversOf(name: string | undefined, port: number | undefined): readonly ServerKind[] {
  // What runs already has no keys of ours, and no limits that we know.
  if (port !== undefined && (name ?? 'open') === 'open') return ['open'];
  if (port !== undefined) throw new UsageError('--url and --server exclude each other.');
  if (name === undefined) return SERVER_KINDS;
  const kind = SERVER_KINDS.find((known) => known === name);
  if (kind !== undefined) return [kind];
  throw new UsageError(`There is no server "${name}". Choose from: ${SERVER_KINDS.join(', ')}.`);
}

/** Nobody else's server is to be fuzzed by mistake. */
function loopbackPort(text: string): number {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url?.protocol === 'http:' &&
    ['127.0.0.1', 'localhost'].includes(url.hostname) &&
    url.pathname === '/mcp'
  ) {
    return Number(url.port === '' ? 80 : url.port);
  }
  throw new UsageError(
    `--url takes http://127.0.0.1:PORT/mcp: only a server on this machine is fuzzed, not "${text}".`,
  );
}
