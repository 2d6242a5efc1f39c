// The table's rows for the node itself: where it listens, what a request may take, how long things are kept.

import { boolean, choice, code, count, duration, list, matching, path, size, text } from './kinds.ts';
import type { Rows } from './option.ts';

const HOUR_MS = 3_600_000;
/** The longest delay of a timer in Node; a longer one would fire at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;
const YEAR_MS = 365 * 24 * HOUR_MS;
const LEAST_SECRET_BYTES = 32;

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const HOST_NAME = /^(\[[\da-f:.]+\]|[^\s/:*[\]]+)$/i;
const ORIGIN = /^(\*|null|[a-z][\w+.-]*:\/\/[^\s/]+\/?)$/i;

function checkSecret(name: string, secret: string): void {
  const bytes = Buffer.byteLength(secret);
  if (bytes >= LEAST_SECRET_BYTES) return;
  throw new TypeError(
    `${name} must have ${LEAST_SECRET_BYTES} bytes or more, for example of "openssl rand -hex 32"; it has ${bytes}.`,
  );
}

const SECRETS_TOGETHER = 'All nodes of a fleet need the same.';

export const ENDPOINT_ROWS: Rows = {
  host: {
    ...text('address', matching(/^[^\s/]+$/, 'an address or a host name')),
    fallback: '127.0.0.1',
    short: 'H',
    doc: 'Address to listen on.',
  },
  port: {
    ...count({ fallback: 5000, least: 0, greatest: 65_535 }),
    short: 'p',
    doc: 'Port to listen on; 0 takes a free one.',
  },
  reusePort: {
    ...boolean(false),
    doc: 'Share the port with other processes that say so too, where the system can (Linux).',
  },
  path: {
    ...text('path', matching(/^\/[\w./-]*$/, 'a path that starts with "/" and has no query')),
    fallback: '/mcp',
    doc: 'Path of the MCP endpoint.',
  },
  allowedHosts: {
    ...list('name', matching(HOST_NAME, 'a host name without scheme, port or path')),
    fallbackDoc: 'loopback names when `host` is loopback, else any',
    reloadable: true,
    flag: 'allowed-host',
    doc: 'Host names that requests may be for; others get 403.',
  },
  allowedOrigins: {
    ...list('origin', matching(ORIGIN, 'an origin such as "https://app.example.com", or "*"')),
    fallbackDoc: 'loopback origins when `host` is loopback, else none',
    reloadable: true,
    flag: 'allowed-origin',
    doc: 'Origins of web pages that may call, or `*`; others get 403.',
  },
};

export const SECRET_ROWS: Rows = {
  secrets: {
    ...list('secret', checkSecret),
    fallbackDoc: 'one random secret: sessions end with the process',
    secret: true,
    doc: `Secrets that sign sessions and seal state, newest first, each of 32 bytes or more. ${SECRETS_TOGETHER}`,
  },
  secretsFile: {
    ...path,
    doc: 'File with `secrets`, one a line, newest first; in place of `secrets`.',
  },
};

export const REQUEST_ROWS: Rows = {
  requestTimeoutMs: {
    ...duration({ fallback: 5000, least: 0, greatest: MAX_DELAY_MS }),
    reloadable: true,
    doc: 'How long a call may take, 0: no limit; past it, DEADLINE_EXCEEDED.',
  },
  questionTimeoutMs: {
    ...duration({ fallback: 600_000, least: 1, greatest: MAX_DELAY_MS }),
    doc: 'How long a client may take to answer a question.',
  },
  requestStateTtlMs: {
    ...duration({ fallback: 600_000, least: 1, greatest: MAX_DELAY_MS }),
    doc: 'Time between a question and the retry that brings its answer (2026-07-28).',
  },
  maxBodyBytes: {
    ...size({ fallback: 1_048_576, least: 1, greatest: 2 ** 29 }),
    reloadable: true,
    doc: 'Size of a request body; a larger one is refused with 413.',
  },
  maxHeaderBytes: {
    ...size({ fallback: 16_384, least: 1024, greatest: 2 ** 20 }),
    doc: 'Size of all headers of a request; more are refused with 431.',
  },
  headersTimeoutMs: {
    ...duration({ fallback: 10_000, least: 1, greatest: MAX_DELAY_MS }),
    reloadable: true,
    doc: 'Time in which the headers of a request must arrive; past it, 408.',
  },
  bodyTimeoutMs: {
    ...duration({ fallback: 30_000, least: 1, greatest: MAX_DELAY_MS }),
    reloadable: true,
    doc: 'Time in which a whole request must arrive; past it, 408.',
  },
  keepAliveTimeoutMs: {
    ...duration({ fallback: 75_000, least: 0, greatest: MAX_DELAY_MS }),
    reloadable: true,
    doc: "How long an idle connection is kept. Longer than the balancer's own, or it meets closed ones.",
  },
};

export const STREAM_ROWS: Rows = {
  maxStreams: {
    ...count({ fallback: 10_000, least: 1, greatest: 10_000_000 }),
    reloadable: true,
    doc: 'Open streams of clients that listen; a further one is refused with OVERLOADED.',
  },
  maxStreamBufferBytes: {
    ...size({ fallback: 1_048_576, least: 1024, greatest: 2 ** 30 }),
    reloadable: true,
    doc: 'What a stream buffers for a client that does not read; past it the client is cut off.',
  },
  sseKeepAliveMs: {
    ...duration({ fallback: 15_000, least: 1, greatest: MAX_DELAY_MS }),
    doc: 'Time between two comments on a quiet stream.',
  },
  resumeTtlMs: {
    ...duration({ fallback: 300_000, least: 1, greatest: MAX_DELAY_MS }),
    doc: 'How long a broken stream can be resumed.',
  },
  reconnectDelayMs: {
    ...duration({ fallback: 300, least: 0, greatest: MAX_DELAY_MS }),
    doc: 'What clients are told to wait before they reconnect.',
  },
  sessionTtlMs: {
    ...duration({ fallback: HOUR_MS, least: 1000, greatest: YEAR_MS }),
    doc: 'Time without a request after which a session ends.',
  },
  sessionMaxAgeMs: {
    ...duration({ fallback: 7 * 24 * HOUR_MS, least: 1000, greatest: YEAR_MS }),
    doc: 'Time after which a session ends, used or not.',
  },
};

const PROCESSES = matching(/^(auto|[1-9]\d{0,2})$/, '"auto" or a number from 1 to 999');

export const FLEET_ROWS: Rows = {
  nodeId: {
    ...text('id', matching(/^\w{1,64}$/, '1 to 64 letters, digits or "_"')),
    fallbackDoc: 'random',
    doc: 'Name of the node.',
  },
  processes: {
    kind: { type: 'text', form: 'n', check: PROCESSES, takesNumbers: true },
    fallback: '1',
    commandOnly: true,
    doc: 'Processes that serve together on the port, started again when they die; `auto`: one for each core.',
  },
  heartbeatMs: {
    ...duration({ fallback: 5000, least: 100, greatest: HOUR_MS }),
    doc: 'Time between two signs of life to the other nodes; who is silent three times as long is gone.',
  },
  stores: {
    ...code('object'),
    fallbackDoc: 'none: the node is a fleet of its own',
    doc: 'What the node shares with others.',
  },
};

export const OPERATION_ROWS: Rows = {
  shutdownGraceMs: {
    ...duration({ fallback: 10_000, least: 0, greatest: MAX_DELAY_MS }),
    reloadable: true,
    doc: 'How long running calls get to finish when the node stops.',
  },
  exposeErrors: {
    ...boolean(false),
    flag: 'dev',
    doc: 'Let clients see the messages of unexpected errors. For development.',
  },
  logLevel: {
    ...choice(LOG_LEVELS, 'info'),
    reloadable: true,
    commandOnly: true,
    doc: 'The least severe lines that are logged, on stderr.',
  },
  logger: { ...code('object'), doc: 'Gets what the node has to say, in place of the log on stderr.' },
  identify: { ...code('function'), doc: 'Tells who sends a request; see the type `NodeOptions`.' },
};
