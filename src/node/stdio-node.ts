// A node for one client, the process that started this one, on stdin and stdout, and its life: it serves until the
// client has nothing more to say, and lets running calls finish. What it is made of is in stdio-wiring.ts.

import { randomBytes } from 'node:crypto';
import { FleetError } from '../protocol/errors.ts';
import type { Backend } from '../server/backend.ts';
import type { Ending } from '../stdio/stdio-endpoint.ts';
import { type FilledNodeOptions, fillNodeOptions, type NodeOptions } from './node-options.ts';
import type { ProtectionOptions } from './protection-options.ts';
import { type Pipes, type StdioWiring, wireStdio } from './stdio-wiring.ts';

/** The options of a node that mean something without a network. */
export type StdioNodeOptions = Pick<
  NodeOptions,
  | 'requestTimeoutMs'
  | 'questionTimeoutMs'
  | 'requestStateTtlMs'
  | 'maxBodyBytes'
  | 'maxStreamBufferBytes'
  | 'maxStreams'
  | 'shutdownGraceMs'
  | 'exposeErrors'
  | 'logger'
  | Exclude<keyof ProtectionOptions, 'tools'>
>;

export class StdioNode {
  readonly id = randomBytes(6).toString('hex');
  readonly #options: FilledNodeOptions;
  readonly #backend: Backend;
  readonly #parts: StdioWiring;
  #stopping = false;

  /** @throws RangeError or TypeError when an option is out of range */
  constructor(server: Backend | { readonly backend: Backend }, options: StdioNodeOptions, pipes: Pipes) {
    const filled = fillNodeOptions(options);
    const backend = 'backend' in server ? server.backend : server;
    this.#options = filled;
    this.#backend = backend;
    this.#parts = wireStdio({ nodeId: this.id, options: filled, backend, pipes });
  }

  /**
   * Serves until the input ends, the client stops reading or `stop` is called. Then running calls get the grace period
   * to finish; resolves when the client has read everything or is gone.
   */
  async serve(): Promise<void> {
    const { logger } = this.#options;
    const { endpoint, protections } = this.#parts;
    await this.#backend.open?.();
    try {
      logger.info({ nodeId: this.id }, 'serving on stdin and stdout');
      const reason = await endpoint.serve();
      this.#stopping = true;
      await this.#drain(reason);
      logger.info({ nodeId: this.id, reason }, 'stopped');
    } finally {
      protections.close();
      await this.#backend.close?.();
    }
  }

  async #drain(reason: Ending): Promise<void> {
    const { endpoint, messages, notices, running, serverRequests } = this.#parts;
    notices.close();
    if (messages.session !== undefined) serverRequests.abandon(messages.session.facts.id);
    if (reason === 'input-ended') await running.whenIdle(this.#options.shutdownGraceMs);
    running.abortAll(left());
    await endpoint.flushed();
  }

  /** No further message is taken. */
  get isStopping(): boolean {
    return this.#stopping;
  }

  /** Ends as if the input had ended. When it has ended already, running calls are not waited for any longer. */
  stop(): void {
    const { endpoint, running } = this.#parts;
    if (this.#stopping) running.abortAll(left());
    this.#stopping = true;
    endpoint.stopReading();
  }
}

function left(): FleetError {
  return new FleetError('DRAINING', 'The server stopped before the call was done.', { retryAfterMs: 1000 });
}
