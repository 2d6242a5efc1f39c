// Keeps web pages from reaching the server through a visitor's browser: `Host` and `Origin` must be known ones. A
// server on loopback knows only loopback names; others list theirs. Requests without `Origin` are not from pages.
// Source: 2026-07-28 basic/transports/streamable-http, "Security & Endpoint"; RFC 6454.

import { FleetError } from '../protocol/errors.ts';
import type { WireHeaders } from '../protocol/headers.ts';

export interface OriginGuardOptions {
  /** The address that the server is bound to. */
  readonly bindHost: string;
  /** Host names, without port, that requests may be for. Undefined: loopback names on loopback, else any. */
  readonly allowedHosts: readonly string[] | undefined;
  /** Origins (`https://app.example.com`) or `*`. Undefined: loopback origins on loopback, else none. */
  readonly allowedOrigins: readonly string[] | undefined;
}

const LOOPBACK_NAMES: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];
/** Distinct `Host` and `Origin` values whose verdict is remembered; hostile variety must not grow it. */
const REMEMBERED_VERDICTS = 256;

export function isLoopback(bindHost: string): boolean {
  return bindHost === 'localhost' || bindHost === '::1' || /^127(?:\.\d{1,3}){3}$/.test(bindHost);
}

export class OriginGuard {
  readonly #hosts: ReadonlySet<string> | undefined;
  readonly #origins: ReadonlySet<string>;
  readonly #loopbackOrigins: boolean;
  readonly #hostVerdicts = new Map<string | undefined, boolean>();
  readonly #originVerdicts = new Map<string, boolean>();

  constructor({ bindHost, allowedHosts, allowedOrigins }: OriginGuardOptions) {
    const onLoopback = isLoopback(bindHost);
    const hosts = allowedHosts ?? (onLoopback ? [...LOOPBACK_NAMES, bindHost] : undefined);
    this.#hosts = hosts === undefined ? undefined : new Set(hosts.map((host) => host.toLowerCase()));
    this.#origins = new Set(allowedOrigins?.map((origin) => origin.toLowerCase().replace(/\/$/, '')));
    this.#loopbackOrigins = allowedOrigins === undefined && onLoopback;
  }

  /** @throws FleetError FORBIDDEN naming the header and how to allow it. */
  check({ host, origin }: WireHeaders): void {
    if (this.#hosts !== undefined && !remember(this.#hostVerdicts, host, () => this.#hostAllowed(host))) {
      throw forbidden('Host', host, 'allowedHosts');
    }
    if (origin !== undefined && !remember(this.#originVerdicts, origin, () => this.#originAllowed(origin))) {
      throw forbidden('Origin', origin, 'allowedOrigins');
    }
  }

  #hostAllowed(host: string | undefined): boolean {
    const name = host === undefined ? undefined : hostNameOf(`http://${host}`);
    return name !== undefined && this.#hosts?.has(name) === true;
  }

  #originAllowed(origin: string): boolean {
    if (this.#origins.has('*') || this.#origins.has(origin.toLowerCase())) return true;
    if (!this.#loopbackOrigins) return false;
    const name = hostNameOf(origin);
    return name !== undefined && LOOPBACK_NAMES.includes(name);
  }
}

function remember<K>(verdicts: Map<K, boolean>, key: K, decide: () => boolean): boolean {
  const known = verdicts.get(key);
  if (known !== undefined) return known;
  const verdict = decide();
  if (verdicts.size < REMEMBERED_VERDICTS) verdicts.set(key, verdict);
  return verdict;
}

function hostNameOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

function forbidden(header: string, value: string | undefined, option: string): FleetError {
  const shown = value === undefined ? 'missing' : `"${value.slice(0, 200)}"`;
  return new FleetError(
    'FORBIDDEN',
    `The header ${header} (${shown}) is not allowed; the server lists what is in "${option}".`,
  );
}
