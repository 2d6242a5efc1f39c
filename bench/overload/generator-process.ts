// The handle on the process of the open-loop load generator.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { nextMessage } from '../child-messages.ts';
import { pinned } from '../cores.ts';
import type { FromGenerator, LoadOrder, LoadReport, ToGenerator } from './generator/messages.ts';

const entry = fileURLToPath(new URL('./generator/process.ts', import.meta.url));
/** For opening connections and for waiting for last answers, beside the time of the load itself. */
const spareMs = 20_000;

/** What happens in the course of a load. */
export interface RunningLoad {
  steady: Promise<unknown>;
  over: Promise<unknown>;
  done: Promise<LoadReport>;
}

export class GeneratorProcess {
  readonly #child: ChildProcess;

  constructor(core: number | undefined) {
    const { command, args } = pinned(core, [process.execPath, entry]);
    this.#child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  }

  run(order: LoadOrder): RunningLoad {
    const deadlineMs = order.onsetMs + order.measureMs + order.deadlineMs + spareMs;
    const running = {
      steady: this.#next('steady', deadlineMs),
      over: this.#next('over', deadlineMs),
      done: this.#next('done', deadlineMs),
    };
    // Whoever waits for the first of them learns of a failure; the others must not count as unhandled meanwhile.
    for (const event of Object.values(running)) event.catch(() => undefined);
    this.#child.send({ kind: 'run', ...order } satisfies ToGenerator);
    return running;
  }

  close(): void {
    this.#child.removeAllListeners();
    this.#child.kill();
  }

  #next<K extends FromGenerator['kind']>(kind: K, deadlineMs: number) {
    const failure = (reason: string) => new Error(reason);
    return nextMessage<FromGenerator, K>(this.#child, { kinds: [kind], deadlineMs, failure });
  }
}
