// The URL forms of a Redis store. Each names one topology, and nothing in a URL is ignored: a part that cannot take
// effect is an error, whose message does not repeat credentials.

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface Credentials {
  readonly username: string | undefined;
  readonly password: string;
}

/** Paths of PEM files, and the name that the certificate must have. */
export interface TlsFiles {
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly servername: string | undefined;
}

export interface RedisLocation {
  readonly topology: 'standalone' | 'sentinel' | 'cluster';
  /** Of the server, the sentinels, or some of the cluster's nodes. */
  readonly addresses: readonly Address[];
  readonly credentials: Credentials | undefined;
  readonly database: number;
  readonly tls: TlsFiles | undefined;
  /** What the sentinels call the primary; undefined for the other topologies. */
  readonly primaryName: string | undefined;
  readonly sentinelCredentials: Credentials | undefined;
}

const FORM = /^(rediss?)(\+sentinel|\+cluster)?:\/\/(?:(.*)@)?([^@/?#]*)(\/[^?#]*)?(?:\?([^#]*))?$/;
const EXAMPLES = [
  'redis://[user:password@]host[:port][/db]',
  'redis+sentinel://[user:password@]host[:port],.../primary-name[/db]',
  'redis+cluster://[user:password@]host[:port],...',
].join('\n  ');

const TLS_PARAMETERS = ['tlsCa', 'tlsCert', 'tlsKey', 'tlsServername'] as const;
const SENTINEL_PARAMETERS = ['sentinelUsername', 'sentinelPassword'] as const;
type Parameters = Readonly<Record<string, string | undefined>>;

/** @throws TypeError that says what is wrong with the URL */
export function parseRedisUrl(url: string): RedisLocation {
  const match = FORM.exec(url);
  if (match === null) {
    throw new TypeError(
      `The store's URL has none of the known forms (with TLS: rediss, rediss+...):\n  ${EXAMPLES}`,
    );
  }
  const [, scheme, kind, userInfo, hosts = '', path = '', query = ''] = match;
  const topology = kind === '+sentinel' ? 'sentinel' : kind === '+cluster' ? 'cluster' : 'standalone';
  const isTls = scheme === 'rediss';
  const parameters = parseParameters(query, [
    ...(isTls ? TLS_PARAMETERS : []),
    ...(topology === 'sentinel' ? SENTINEL_PARAMETERS : []),
  ]);
  const { primaryName, database } = parsePath(path, topology);
  return {
    topology,
    addresses: parseAddresses(hosts, topology),
    credentials: userInfo === undefined ? undefined : parseUserInfo(userInfo),
    database,
    tls: isTls ? tlsFiles(parameters) : undefined,
    primaryName,
    sentinelCredentials: sentinelCredentials(parameters),
  };
}

/** The location without anything secret, for messages. */
export function describeLocation({ topology, addresses, primaryName, database, tls }: RedisLocation): string {
  const scheme = `redis${tls === undefined ? '' : 's'}${topology === 'standalone' ? '' : `+${topology}`}`;
  const path = [primaryName, database === 0 ? undefined : database].filter((part) => part !== undefined);
  return [`${scheme}://${addresses.map(addressText).join(',')}`, ...path].join('/');
}

export function addressText({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function parseAddresses(hosts: string, topology: RedisLocation['topology']): Address[] {
  const defaultPort = topology === 'sentinel' ? 26_379 : 6379;
  const addresses = hosts.split(',').map((text): Address => {
    const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+))(?::(\d{1,5}))?$/.exec(text);
    const host = match?.[1] ?? match?.[2];
    const port = Number(match?.[3] ?? defaultPort);
    if (host === undefined || port < 1 || port > 65_535) {
      throw new TypeError(`The store's URL must name a host, or host:port: "${text}".`);
    }
    return { host, port };
  });
  if (topology === 'standalone' && addresses.length > 1) {
    throw new TypeError(
      "The store's URL names several hosts: use redis+sentinel:// or redis+cluster:// for those.",
    );
  }
  return addresses;
}

function parsePath(path: string, topology: RedisLocation['topology']) {
  const parts = path.split('/').slice(1).map(decoded);
  const primaryName = topology === 'sentinel' ? parts.shift() : undefined;
  if (topology === 'sentinel' && !primaryName) {
    throw new TypeError("The store's URL must name the sentinels' primary: redis+sentinel://host/NAME.");
  }
  const [database = ''] = parts;
  if (parts.length > 1 || !/^\d{0,6}$/.test(database)) {
    throw new TypeError(`The store's URL must end with the number of a database: "${path}".`);
  }
  if (topology === 'cluster' && Number(database) !== 0) {
    throw new TypeError(`A Redis Cluster has no database ${database}: leave it out of the store's URL.`);
  }
  return { primaryName, database: Number(database) };
}

function parseUserInfo(userInfo: string): Credentials {
  const colon = userInfo.indexOf(':');
  return credentials(
    colon < 0 ? decoded(userInfo) : decoded(userInfo.slice(0, colon)),
    colon < 0 ? '' : decoded(userInfo.slice(colon + 1)),
    "The store's URL",
  );
}

function sentinelCredentials(parameters: Parameters): Credentials | undefined {
  const { sentinelUsername = '', sentinelPassword = '' } = parameters;
  if (sentinelUsername === '' && sentinelPassword === '') return undefined;
  return credentials(sentinelUsername, sentinelPassword, 'sentinelUsername');
}

/** A user without a password would not be sent to the server at all. */
function credentials(username: string, password: string, where: string): Credentials {
  if (password === '') throw new TypeError(`${where} names a user but no password: user:password.`);
  return { username: username === '' ? undefined : username, password };
}

function parseParameters(query: string, known: readonly string[]): Parameters {
  const parameters: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    if (!known.includes(name)) {
      const hint = known.length === 0 ? 'it takes none with this scheme' : `known here: ${known.join(', ')}`;
      throw new TypeError(`The store's URL has the unknown parameter "${name}"; ${hint}.`);
    }
    if (value === '') throw new TypeError(`The store's URL has the parameter "${name}" without a value.`);
    if (parameters[name] !== undefined) throw new TypeError(`The store's URL has "${name}" twice.`);
    parameters[name] = value;
  }
  return parameters;
}

function tlsFiles({ tlsCa, tlsCert, tlsKey, tlsServername }: Parameters): TlsFiles {
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new TypeError("The store's URL must have both tlsCert and tlsKey, or neither.");
  }
  return { ca: tlsCa, cert: tlsCert, key: tlsKey, servername: tlsServername };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new TypeError("The store's URL has a % that does not begin an escape: write it as %25.");
  }
}
