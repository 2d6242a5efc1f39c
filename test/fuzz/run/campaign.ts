// A run against one server: batches of cases, and after each the proof that the server is as it was before.

import { setTimeout as delay } from 'node:timers/promises';
import { FULL_KEY } from '../server/keys.ts';
import { describe, FaultFound } from './fault-report.ts';
import { FuzzedServer, type Holdings, type ServerKind } from './fuzzed-server.ts';
import { Lanes, type Tally } from './lanes.ts';
import { JUDGED_REQUESTS, judgeMemory, type MemorySample } from './memory.ts';
import { callRightly, type Health, readHealth } from './right-calls.ts';
import type { Target } from './target.ts';
import { fillEventLog } from './warm-up.ts';

export interface CampaignOptions {
  readonly seed: number;
  readonly server: ServerKind;
  /** A running server on loopback instead of one of ours. */
  readonly port: number | undefined;
  /** Number of the first case. */
  readonly from: number;
  /** Cases at most. */
  readonly cases: number;
  /** Requests at most, roughly: a case that has begun is finished. */
  readonly requests: number;
  /** When to begin no more cases, in milliseconds since the epoch. */
  readonly endAtMs: number;
  /** Told after each batch how many requests there were. */
  readonly onBatch: (requests: number) => void;
}

export interface CampaignReport {
  readonly server: ServerKind;
  readonly tally: Tally;
  readonly seconds: number;
  /** Undefined when there was nothing to compare. */
  readonly memory: string | undefined;
  /** What the last case sent and received. */
  readonly lastCase: string;
}

const LANES = 32;
/** Requests between two looks at the server. */
const BATCH_REQUESTS = 20_000;
/** Milliseconds for the server to let go of what its clients have left; less than its own timeouts, which would hide it. */
const SETTLE_MS = 8000;
/** Milliseconds after which it is known that a process has crashed. */
const CRASH_MS = 500;
const TIGHT_BODY_BYTES = 65_536;
const DEFAULT_BODY_BYTES = 1_048_576;

export class Campaign {
  readonly #options: CampaignOptions;
  readonly #server: FuzzedServer | undefined;
  readonly #target: Target;
  readonly #lanes: Lanes;
  #next: number;

  private constructor(options: CampaignOptions, server: FuzzedServer | undefined) {
    const { seed, server: kind, from } = options;
    const isTight = kind === 'keyed';
    this.#options = options;
    this.#server = server;
    this.#target = {
      port: server?.port ?? (options.port as number),
      key: isTight ? FULL_KEY : undefined,
      maxBodyBytes: isTight ? TIGHT_BODY_BYTES : DEFAULT_BODY_BYTES,
      isTight,
    };
    this.#next = from;
    this.#lanes = new Lanes(this.#target, { seed, count: Math.min(LANES, options.cases) });
  }

  /** Runs a campaign. @throws FaultFound */
  static async run(options: CampaignOptions): Promise<CampaignReport> {
    const server = options.port === undefined ? await FuzzedServer.start(options.server) : undefined;
    const campaign = new Campaign(options, server);
    try {
      return await campaign.#run();
    } catch (error) {
      throw await campaign.#explain(error);
    } finally {
      campaign.#lanes.drop();
      await server?.stop();
    }
  }

  async #run(): Promise<CampaignReport> {
    const startMs = Date.now();
    const { tally } = this.#lanes;
    const { requests, cases } = this.#options;
    await this.#proveWell();
    const before = await this.#server?.holdings();
    if (Math.min(requests, cases) >= JUDGED_REQUESTS) await fillEventLog(this.#target);
    let early: MemorySample | undefined;
    while (!this.#isOver()) {
      const batchEnd = tally.requests + BATCH_REQUESTS;
      await this.#lanes.run(() => (tally.requests < batchEnd ? this.#takeCase() : undefined));
      await this.#proveWell();
      this.#options.onBatch(tally.requests);
      if (early === undefined && tally.requests >= requests / 5) early = await this.#memory();
    }
    const memory = requireFlatMemory(early, await this.#memory());
    if (before !== undefined) await this.#requireSameResources(before);
    const lastWords = await this.#server?.stop();
    if (lastWords !== undefined) throw new FaultFound(`when it was told to stop: ${lastWords}`);
    return {
      server: this.#options.server,
      tally,
      seconds: (Date.now() - startMs) / 1000,
      memory,
      lastCase: String(this.#lanes.lastCase?.transcript ?? ''),
    };
  }

  async #memory(): Promise<MemorySample | undefined> {
    const holdings = await this.#server?.holdings();
    return holdings && { ...holdings, requests: this.#lanes.tally.requests };
  }

  #isOver(): boolean {
    const { from, cases, requests, endAtMs } = this.#options;
    return this.#next >= from + cases || this.#lanes.tally.requests >= requests || Date.now() >= endAtMs;
  }

  #takeCase(): number | undefined {
    return this.#isOver() ? undefined : this.#next++;
  }

  /** Nothing is left of the batch, and right calls are answered rightly. @throws FaultFound */
  async #proveWell(): Promise<void> {
    const upTo = `up to case ${this.#next - 1}`;
    try {
      await this.#requireQuiet();
      await callRightly(this.#target);
    } catch (error) {
      throw new FaultFound(`${upTo}: ${describe(error)}`);
    }
    this.#requireNoComplaints(upTo);
  }

  async #requireQuiet(): Promise<void> {
    const deadlineMs = Date.now() + SETTLE_MS;
    let health: Health;
    for (;;) {
      health = await readHealth(this.#target);
      if (isQuiet(health)) break;
      if (Date.now() > deadlineMs)
        throw new Error(`left over after ${SETTLE_MS} ms: ${JSON.stringify(health)}`);
      await delay(20);
    }
    if (health.status !== 'running') throw new Error(`the server says that it is "${health.status}"`);
  }

  /** Sockets and timers are as few as before. @throws FaultFound */
  async #requireSameResources(before: Holdings): Promise<void> {
    const deadlineMs = Date.now() + SETTLE_MS;
    for (;;) {
      const now = await this.#server?.holdings();
      const more = Object.entries(now?.resources ?? {}).filter(
        ([kind, count]) => count > (before.resources[kind] ?? 0),
      );
      if (more.length === 0) return;
      if (Date.now() > deadlineMs)
        throw new FaultFound(`left open after ${SETTLE_MS} ms: ${JSON.stringify(more)}`);
    }
  }

  #requireNoComplaints(where: string): void {
    const complaints = this.#server?.complaints ?? [];
    if (complaints.length === 0) return;
    const shown = complaints.slice(0, 5).join('\n');
    throw new FaultFound(`${where}: the server complained ${complaints.length} times:\n${shown}`);
  }

  /** A crash shows itself as a connection that breaks; what was under way then may be the cause. */
  async #explain(error: unknown): Promise<Error> {
    await delay(CRASH_MS);
    if (this.#server?.ended === true) {
      const lastWords = await this.#server.stop();
      return new FaultFound(`${lastWords}\n${describe(error)}`, this.#lanes.underWay);
    }
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** @throws FaultFound when it has grown */
function requireFlatMemory(early?: MemorySample, late?: MemorySample): string | undefined {
  if (early === undefined || late === undefined) return undefined;
  const { text, isFlat } = judgeMemory(early, late);
  if (isFlat) return text;
  throw new FaultFound(`memory is not flat ${text}`);
}

function isQuiet({ runningCalls, openStreams, load }: Health): boolean {
  const { running, queued } = load ?? { running: 0, queued: 0 };
  return runningCalls + openStreams + running + queued === 0;
}
