// The bench's handle on the process of the load generator.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { nextMessage } from './child-messages.ts';
import { pinned } from './cores.ts';
import type { FromGenerator, Interval, LoadOrder, LoadSummary, ToGenerator } from './generator/messages.ts';

const entry = fileURLToPath(new URL('./generator/process.ts', import.meta.url));
/** Longer than the generator itself waits for its last answers. */
const replyDeadlineMs = 15_000;

/** The answers of a server were wrong, late or missing: nothing measured with it counts. */
export class WrongAnswers extends Error {}

export class GeneratorProcess {
  readonly #child: ChildProcess;
  #stopped: Promise<LoadSummary> | undefined;

  constructor(core: number | undefined) {
    const { command, args } = pinned(core, [process.execPath, entry]);
    this.#child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  }

  /** Begins a load; resolves when every connection is in its loop. */
  async start(order: LoadOrder): Promise<void> {
    this.#stopped = this.#next(['stopped']);
    // Awaited in `finished`; until then a dead generator must not count as an unhandled rejection.
    this.#stopped.catch(() => undefined);
    const first = this.#next(['started', 'stopped'], replyDeadlineMs);
    this.#send({ kind: 'start', ...order });
    if ((await first).kind === 'stopped') await this.finished();
  }

  /** What happened since the last mark. */
  async mark(): Promise<Interval> {
    const interval = this.#next(['interval'], replyDeadlineMs);
    this.#send({ kind: 'mark' });
    return await interval;
  }

  /** Ends a load. Throws `WrongAnswers` unless every answer was right. */
  async stop(): Promise<LoadSummary> {
    this.#send({ kind: 'stop' });
    return await this.finished();
  }

  /** Waits for a load of so many turns. Throws `WrongAnswers` unless every answer was right. */
  async finished(): Promise<LoadSummary> {
    const summary = await this.#stopped;
    if (summary === undefined) throw new Error('No load was started');
    if (summary.failures.length > 0) throw new WrongAnswers(summary.failures.join('\n'));
    return summary;
  }

  close(): void {
    this.#child.removeAllListeners();
    this.#child.kill();
  }

  #send(message: ToGenerator): void {
    this.#child.send(message);
  }

  #next<K extends FromGenerator['kind']>(kinds: K[], deadlineMs?: number) {
    const failure = (reason: string) => new WrongAnswers(reason);
    return nextMessage<FromGenerator, K>(this.#child, { kinds, deadlineMs, failure });
  }
}
