// The public way in: unmodified servers of the official SDK, made by a factory, as something that a node serves.

import type { Backend, Change } from '../../server/backend.ts';
import type { PoolOptions } from './instance-pool.ts';
import { KnownTools } from './known-tools.ts';
import { loadServeStdio } from './load-stdio.ts';
import { ModernCalls } from './modern-calls.ts';
import { SdkBackend, type StatelessCalls } from './sdk-backend.ts';
import { type FilledSdkOptions, fillSdkOptions, type SdkOptions, type SdkV1Options } from './sdk-options.ts';
import type { SdkMajor } from './sdk-shapes.ts';
import type { SdkFactory } from './server-maker.ts';
import { SessionCalls } from './session-calls.ts';
import { V1ModernCalls } from './v1-modern-calls.ts';

/**
 * Tells clients what changed where no server can tell: when the factory would make other servers from now on. The
 * names are those of the SDK's own notifier.
 */
export interface SdkNotifier {
  /** Servers that serve requests of 2026-07-28 are made anew. */
  toolsChanged(): Promise<void>;
  /** As `toolsChanged`. */
  promptsChanged(): Promise<void>;
  /** As `toolsChanged`. */
  resourcesChanged(): Promise<void>;
  resourceUpdated(uri: string): Promise<void>;
}

/** Servers of the official SDK, ready to be given to a `FleetNode`. */
export interface SdkFleetServer {
  readonly backend: Backend;
  readonly notify: SdkNotifier;
}

/**
 * Serves unmodified servers of `@modelcontextprotocol/server` 2.x in both protocol eras.
 * @param factory makes a new `McpServer` or `Server` in each call, as for the SDK's `createMcpHandler`
 * @throws RangeError or TypeError when an option is out of range. What is wrong with the factory is told when a node
 * starts.
 */
export function fromSdk(factory: SdkFactory, options: SdkOptions = {}): SdkFleetServer {
  const filled = fillSdkOptions(options);
  const { instances: sharing, sdkFrom } = filled;
  const pool = poolOptions(filled);
  return serve(factory, 'v2', pool, (tools, onChange) => {
    const loadStdio = () => loadServeStdio(sdkFrom);
    return new ModernCalls({ factory, sharing, pool, tools, loadServeStdio: loadStdio, onChange });
  });
}

/**
 * Serves unmodified servers of `@modelcontextprotocol/sdk` 1.x in both protocol eras.
 * @param factory makes a new `McpServer` or `Server` in each call
 * @throws RangeError when an option is out of range. What is wrong with the factory is told when a node starts.
 */
export function fromSdkV1(factory: SdkFactory, options: SdkV1Options = {}): SdkFleetServer {
  const pool = poolOptions(fillSdkOptions(options));
  return serve(factory, 'v1', pool, (tools, onChange) => new V1ModernCalls({ factory, tools, onChange }));
}

function serve(
  factory: SdkFactory,
  major: SdkMajor,
  pool: PoolOptions,
  stateless: (tools: KnownTools, onChange: (change: Change) => void) => StatelessCalls,
): SdkFleetServer {
  if (typeof factory !== 'function') {
    throw new TypeError(
      'The official SDK needs a server for each session, so a function that makes one is needed: () => new McpServer(...).',
    );
  }
  const tools = new KnownTools();
  const backend = new SdkBackend({
    tools,
    sessionCalls: new SessionCalls({ factory, major, pool, tools }),
    statelessCalls: (onChange) => stateless(tools, onChange),
  });
  return {
    backend,
    notify: {
      toolsChanged: () => backend.announce({ topic: 'tools' }),
      promptsChanged: () => backend.announce({ topic: 'prompts' }),
      resourcesChanged: () => backend.announce({ topic: 'resources' }),
      resourceUpdated: (uri) => backend.announce({ topic: 'resource', uri }),
    },
  };
}

function poolOptions({ maxInstances, idleMs }: FilledSdkOptions): PoolOptions {
  return {
    maxInstances,
    idleMs,
    now: () => performance.now(),
    after: (delayMs, callback) => {
      const timer = setTimeout(callback, delayMs).unref();
      return () => clearTimeout(timer);
    },
  };
}
