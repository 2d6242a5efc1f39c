// The options of a node, said one call at a time, in words of the trade: fleet(server).port(5000).build().

import { ConfigurationError } from '../config/problem.ts';
import { findContradictions, merge, type Source, toTree } from '../config/settings.ts';
import { readTree } from '../config/tree-source.ts';
import type { Duration, Size } from '../config/units.ts';
import type { Saturation } from '../flow/admission-options.ts';
import type { Backend } from '../server/backend.ts';
import type { ToolScale } from '../server/tool-scale.ts';
import { Guided } from './builder-guide.ts';
import type { InTexts } from './fleet-config.ts';
import { FleetNode } from './fleet-node.ts';
import type { NodeOptions } from './node-options.ts';

type Given<K extends keyof NodeOptions> = InTexts<NonNullable<NodeOptions[K]>>;

/** @param server a FleetServer, or any other backend */
export function fleet(server: Backend | { readonly backend: Backend }): FleetBuilder {
  return new FleetBuilder(server);
}

/**
 * Collects options; of two that say something about the same one, the later counts. Nothing is checked before `build`.
 * Each method sets the option that its comment names; `NodeOptions` says what that means. Times are milliseconds or
 * text such as `5s`, sizes are bytes or text such as `1MiB`.
 */
export class FleetBuilder extends Guided {
  readonly #server: Backend | { readonly backend: Backend };
  readonly #sources: Source[] = [];

  constructor(server: Backend | { readonly backend: Backend }) {
    super();
    this.#server = server;
  }

  /** Any options: what `loadOptions` has read, or those without a method of their own. */
  options(options: InTexts<NodeOptions>): this {
    return this.#say('options', options);
  }

  /** `host` */
  host(address: string): this {
    return this.#say('host', { host: address });
  }

  /** `port` */
  port(port: number): this {
    return this.#say('port', { port });
  }

  /** `path` */
  path(path: string): this {
    return this.#say('path', { path });
  }

  /** `nodeId` */
  nodeId(id: string): this {
    return this.#say('nodeId', { nodeId: id });
  }

  /** `allowedHosts` */
  allowedHosts(...names: readonly string[]): this {
    return this.#say('allowedHosts', { allowedHosts: names });
  }

  /** `allowedOrigins` */
  allowedOrigins(...origins: readonly string[]): this {
    return this.#say('allowedOrigins', { allowedOrigins: origins });
  }

  /** `secrets`, newest first */
  secrets(...secrets: readonly (string | Uint8Array)[]): this {
    return this.#say('secrets', { secrets });
  }

  /** `secretsFile` */
  secretsFile(path: string): this {
    return this.#say('secretsFile', { secretsFile: path });
  }

  /** `requestTimeoutMs` */
  requestTimeout(limit: Duration): this {
    return this.#say('requestTimeout', { requestTimeoutMs: limit });
  }

  /** `questionTimeoutMs` */
  questionTimeout(limit: Duration): this {
    return this.#say('questionTimeout', { questionTimeoutMs: limit });
  }

  /** `requestStateTtlMs` */
  requestStateTtl(ttl: Duration): this {
    return this.#say('requestStateTtl', { requestStateTtlMs: ttl });
  }

  /** `maxBodyBytes` */
  maxRequestSize(size: Size): this {
    return this.#say('maxRequestSize', { maxBodyBytes: size });
  }

  /** `maxHeaderBytes` */
  maxHeaderSize(size: Size): this {
    return this.#say('maxHeaderSize', { maxHeaderBytes: size });
  }

  /** `headersTimeoutMs` */
  headersTimeout(limit: Duration): this {
    return this.#say('headersTimeout', { headersTimeoutMs: limit });
  }

  /** `bodyTimeoutMs` */
  bodyTimeout(limit: Duration): this {
    return this.#say('bodyTimeout', { bodyTimeoutMs: limit });
  }

  /** `keepAliveTimeoutMs` */
  keepAliveTimeout(limit: Duration): this {
    return this.#say('keepAliveTimeout', { keepAliveTimeoutMs: limit });
  }

  /** `maxStreams` */
  maxStreams(count: number): this {
    return this.#say('maxStreams', { maxStreams: count });
  }

  /** `maxStreamBufferBytes` */
  maxStreamBuffer(size: Size): this {
    return this.#say('maxStreamBuffer', { maxStreamBufferBytes: size });
  }

  /** `sseKeepAliveMs` */
  sseKeepAlive(interval: Duration): this {
    return this.#say('sseKeepAlive', { sseKeepAliveMs: interval });
  }

  /** `resumeTtlMs` */
  resumeTtl(ttl: Duration): this {
    return this.#say('resumeTtl', { resumeTtlMs: ttl });
  }

  /** `reconnectDelayMs` */
  reconnectDelay(delay: Duration): this {
    return this.#say('reconnectDelay', { reconnectDelayMs: delay });
  }

  /** `sessionTtlMs` */
  sessionTtl(ttl: Duration): this {
    return this.#say('sessionTtl', { sessionTtlMs: ttl });
  }

  /** `sessionMaxAgeMs` */
  sessionMaxAge(age: Duration): this {
    return this.#say('sessionMaxAge', { sessionMaxAgeMs: age });
  }

  /** `admission`: its members, or `false` */
  admission(admission: Given<'admission'>): this {
    return this.#say('admission', { admission });
  }

  /** `admission.maxConcurrent` */
  maxConcurrentRequests(count: number): this {
    return this.#say('maxConcurrentRequests', { admission: { maxConcurrent: count } });
  }

  /** `admission.maxQueue` */
  queueDepth(count: number): this {
    return this.#say('queueDepth', { admission: { maxQueue: count } });
  }

  /** `admission.saturation` */
  saturation(policy: Saturation): this {
    return this.#say('saturation', { admission: { saturation: policy } });
  }

  /** `maxLoopDelayMs` */
  maxLoopDelay(delay: Duration): this {
    return this.#say('maxLoopDelay', { maxLoopDelayMs: delay });
  }

  /** `rateLimit`: its members */
  rateLimit(limits: Given<'rateLimit'>): this {
    return this.#say('rateLimit', { rateLimit: limits });
  }

  /** `circuitBreaker`: its members, or `false` */
  circuitBreaker(breaker: Given<'circuitBreaker'>): this {
    return this.#say('circuitBreaker', { circuitBreaker: breaker });
  }

  /** `tools`: what holds for one tool, by its name or a pattern */
  tool(name: string, scale: InTexts<ToolScale>): this {
    return this.#say('tool', { tools: { [name]: scale } });
  }

  /** `auth` */
  auth(auth: Given<'auth'>): this {
    return this.#say('auth', { auth });
  }

  /** `identify` */
  identify(identify: Given<'identify'>): this {
    return this.#say('identify', { identify });
  }

  /** `logger` */
  logger(logger: Given<'logger'>): this {
    return this.#say('logger', { logger });
  }

  /** `shutdownGraceMs` */
  shutdownGrace(time: Duration): this {
    return this.#say('shutdownGrace', { shutdownGraceMs: time });
  }

  /** `exposeErrors` */
  exposeErrors(expose = true): this {
    return this.#say('exposeErrors', { exposeErrors: expose });
  }

  /**
   * The node, not started yet.
   * @throws ConfigurationError telling every option that is wrong, and the call that it was said in
   */
  build(): FleetNode {
    const settings = merge(this.#sources);
    const problems = this.#sources.flatMap((source) => [
      ...source.problems,
      ...findContradictions(source.settings),
    ]);
    if (problems.length > 0) throw new ConfigurationError(problems);
    // What stands in the table is what `NodeOptions` says: a test compares the two.
    return new FleetNode(this.#server, toTree(settings) as NodeOptions);
  }

  #say(method: string, options: object): this {
    this.#sources.push(readTree(options, { fromText: true, from: `.${method}()`, isCode: true }));
    return this;
  }
}
