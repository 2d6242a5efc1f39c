// One connection to one Redis server, made with the library and checked before it is handed out. Whatever goes wrong on
// it ends it: who keeps a connection alive dials a new one (see Link). The only file that knows the library.

import { readFileSync } from 'node:fs';
import {
  ConnectionTimeoutError,
  ErrorReply,
  RedisClient,
  SocketClosedUnexpectedlyError,
  SocketTimeoutError,
} from '@redis/client';
import { type Address, addressText, type Credentials, type TlsFiles } from './redis-url.ts';
import { RedisSetupError, SilenceError } from './store-error.ts';

export interface ConnectionSettings {
  readonly credentials: Credentials | undefined;
  readonly database: number;
  readonly tls: TlsFiles | undefined;
  /** Milliseconds in which a connection must stand, and the server's greeting be there. */
  readonly connectTimeoutMs: number;
}

/** What a server says of itself. */
export interface Greeting {
  readonly version: string;
  readonly mode: 'standalone' | 'sentinel' | 'cluster';
  readonly isPrimary: boolean;
}

/** A channel, and what its messages are given to. */
export interface Subscription {
  readonly name: string;
  readonly dispatch: (message: string) => void;
}

/** A silent server is asked for a sign of life this often... */
const PING_INTERVAL_MS = 500;
/** ...and is taken for lost after this long without a byte. */
const SILENCE_MS = 1500;
/** Commands that wait for their replies; further ones fail at once. */
const MAX_PENDING = 65_536;

export class Connection {
  readonly address: Address;
  readonly greeting: Greeting;
  readonly #client: LibraryClient;
  #lost: Error | undefined;
  #onLost: ((error: Error) => void) | undefined;

  /**
   * Connects, and waits until the server is ready to serve.
   * @throws RedisSetupError when no waiting helps
   */
  static async open(address: Address, settings: ConnectionSettings): Promise<Connection> {
    const client = libraryClient(address, settings);
    let timer: NodeJS.Timeout | undefined;
    let isSilent = false;
    // The library bounds the time until the socket stands, and nothing after it.
    client.once('connect', () => {
      timer = setTimeout(() => {
        isSilent = true;
        client.destroy();
      }, settings.connectTimeoutMs);
    });
    try {
      await client.connect();
      // A server that loads its data, or lost its primary, greets but refuses the PING.
      const [hello] = await Promise.all([client.sendCommand(['HELLO']), client.sendCommand(['PING'])]);
      return new Connection(client, address, toGreeting(hello));
    } catch (error) {
      client.destroy();
      const reason = isSilent ? new SilenceError('it does not answer') : error;
      throw explain(reason, address, settings.tls !== undefined);
    } finally {
      clearTimeout(timer);
    }
  }

  private constructor(client: LibraryClient, address: Address, greeting: Greeting) {
    this.#client = client;
    this.address = address;
    this.greeting = greeting;
    client.on('error', (error: Error) => {
      this.#lose(
        error instanceof SocketTimeoutError ? new SilenceError('the server has gone silent') : error,
      );
    });
    // The server has taken a sharded channel away, because its slot has moved.
    client.on('sharded-channel-moved', () => this.#lose(new Error('a channel has moved to another server')));
  }

  /** Calls back once, with the reason; at once when the connection is lost already. */
  onLost(listener: (error: Error) => void): void {
    if (this.#lost === undefined) this.#onLost = listener;
    else listener(this.#lost);
  }

  #lose(error: Error): void {
    if (this.#lost !== undefined) return;
    this.#lost = error;
    this.close();
    this.#onLost?.(error);
  }

  /** Sends a command; rejects with what the server or the connection says. */
  send(command: readonly string[]): Promise<unknown> {
    return this.#client.sendCommand(command as string[]);
  }

  async subscribe({ name, dispatch }: Subscription, isSharded: boolean): Promise<void> {
    if (isSharded) await this.#client.sSubscribe(name, dispatch);
    else await this.#client.subscribe(name, dispatch);
  }

  /** Names the listener too: without it, the library would take a new subscription made meanwhile for this one. */
  async unsubscribe({ name, dispatch }: Subscription, isSharded: boolean): Promise<void> {
    if (isSharded) await this.#client.sUnsubscribe(name, dispatch);
    else await this.#client.unsubscribe(name, dispatch);
  }

  /** Rejects what waits for a reply. */
  close(): void {
    this.#client.destroy();
  }
}

/** The code that an error reply begins with, such as READONLY; undefined when `error` is none. */
export function replyCode(error: unknown): string | undefined {
  return error instanceof ErrorReply ? /^[A-Z]+/.exec(error.message)?.[0] : undefined;
}

/** `createClient` would build the class again, with all its methods, for each address that differs from the last one. */
const newClient = RedisClient.factory({});

type LibraryClient = ReturnType<typeof libraryClient>;

function libraryClient(address: Address, settings: ConnectionSettings) {
  const { credentials, database, tls, connectTimeoutMs } = settings;
  const socket = {
    ...address,
    connectTimeout: connectTimeoutMs,
    socketTimeout: SILENCE_MS,
    reconnectStrategy: false as const,
  };
  const client = newClient({
    socket: tls === undefined ? socket : { ...socket, tls: true as const, ...tlsOptions(tls, address) },
    ...(credentials?.username !== undefined && { username: credentials.username }),
    ...(credentials !== undefined && { password: credentials.password }),
    database,
    name: 'mcp-fleet',
    disableClientInfo: true,
    disableOfflineQueue: true,
    maintNotifications: 'disabled',
    commandsQueueMaxLength: MAX_PENDING,
    // The default makes an abort signal for each command, which costs more than the command.
    commandOptions: { timeout: 0 },
    pingInterval: PING_INTERVAL_MS,
  });
  // An error event without a listener would end the process.
  return client.on('error', () => undefined);
}

function tlsOptions({ ca, cert, key, servername }: TlsFiles, { host }: Address) {
  const name = servername ?? (/^[\d.]+$|:/.test(host) ? undefined : host);
  return {
    ...(ca !== undefined && { ca: readPem(ca, 'tlsCa') }),
    ...(cert !== undefined && { cert: readPem(cert, 'tlsCert') }),
    ...(key !== undefined && { key: readPem(key, 'tlsKey') }),
    ...(name !== undefined && { servername: name }),
  };
}

function readPem(path: string, parameter: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new RedisSetupError(`${parameter} in the store's URL cannot be read: ${(error as Error).message}`);
  }
}

function toGreeting(hello: unknown): Greeting {
  const { version, mode, role } = hello as { version: string; mode: Greeting['mode']; role?: string };
  return { version, mode, isPrimary: role === undefined || role === 'master' };
}

/** Those that stay as they are until somebody changes something, by how their message or code begins. */
const SETUP_PROBLEMS: readonly (readonly [RegExp, string])[] = [
  [/^NOAUTH/, "wants a password: put user:password@ before the host in the store's URL"],
  [/^WRONGPASS/, "does not accept the user or the password in the store's URL"],
  [/^DENIED/, 'refuses connections from other hosts: set a password or "protected-mode no" there'],
  [/^ERR (DB index is out of range|invalid DB index)/, "has no database of the number in the store's URL"],
  [/^ERR unknown command.*HELLO/i, 'is older than Redis 7.0, or no Redis'],
  [
    /^(ERR_SSL|ERR_TLS)/,
    'does not speak TLS as asked: use redis rather than rediss, or mend its certificate',
  ],
  [
    /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/,
    "has a certificate that is not trusted: name its authority with ?tlsCa= in the store's URL",
  ],
];

function explain(error: unknown, address: Address, isTls: boolean): Error {
  if (error instanceof RedisSetupError) return error;
  const { message, code = '' } = error as NodeJS.ErrnoException;
  const found = SETUP_PROBLEMS.find(([pattern]) => pattern.test(message) || pattern.test(code));
  const server = `Redis at ${addressText(address)}`;
  if (found !== undefined) return new RedisSetupError(`${server} ${found[1]} (${message}).`);
  return new Error(`${server} cannot be reached: ${message || code}${tlsHint(error, isTls)}`, {
    cause: error,
  });
}

/** What the two sides make of it when only one of them speaks TLS. */
function tlsHint(error: unknown, isTls: boolean): string {
  if (isTls && error instanceof ConnectionTimeoutError)
    return '; if it does not speak TLS, use redis, not rediss';
  const isCut =
    error instanceof SocketClosedUnexpectedlyError || (error as NodeJS.ErrnoException).code === 'ECONNRESET';
  if (!isTls && isCut) return '; if it wants TLS, use rediss, not redis';
  return '';
}
