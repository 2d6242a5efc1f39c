// The server under test in a process of its own, and what only its process tells: what it printed, what it holds.

import { type ServerCommand, ServerProcess } from '../../../bench/server-process.ts';

/** `open`: as the command serves it. `keyed`: embedded in a program, with API keys and tight limits. */
export type ServerKind = 'open' | 'keyed';
export const SERVER_KINDS: readonly ServerKind[] = ['open', 'keyed'];

const ARGV: Readonly<Record<ServerKind, readonly string[]>> = {
  open: ['src/cli/main.ts', 'serve', 'test/fuzz/server/fixture.ts', '--port', '0'],
  keyed: ['test/fuzz/server/keyed.ts'],
};

export interface Holdings {
  readonly residentBytes: number;
  readonly heapUsedBytes: number;
  /** What keeps the process alive, by kind. */
  readonly resources: Readonly<Record<string, number>>;
}

/** Log levels of pino; from here on something went wrong that nobody expected. */
const ERROR_LEVEL = 50;

export class FuzzedServer {
  readonly #process: ServerProcess;
  readonly #complaints: string[];

  private constructor(process: ServerProcess, complaints: string[]) {
    this.#process = process;
    this.#complaints = complaints;
  }

  static async start(kind: ServerKind): Promise<FuzzedServer> {
    const complaints: string[] = [];
    let unfinished = '';
    const onOutput = (text: string): void => {
      const lines = (unfinished + text).split('\n');
      unfinished = lines.pop() ?? '';
      complaints.push(...lines.filter(isComplaint));
    };
    const command: ServerCommand = { argv: [...ARGV[kind]], onOutput };
    return new FuzzedServer(await ServerProcess.start(kind, command, undefined), complaints);
  }

  get port(): number {
    return this.#process.port;
  }

  /** Whether the process is gone, which it must not be. */
  get ended(): boolean {
    return this.#process.ended;
  }

  /** Lines that it must not have printed: unexpected errors, and warnings of Node. */
  get complaints(): readonly string[] {
    return this.#complaints;
  }

  /** With all garbage collected. */
  async holdings(): Promise<Holdings> {
    const { residentBytes, heapUsedBytes, activeResources } = await this.#process.settledUsage();
    const resources: Record<string, number> = {};
    for (const kind of activeResources) resources[kind] = (resources[kind] ?? 0) + 1;
    return { residentBytes, heapUsedBytes, resources };
  }

  /** Ends it. Gives its last words when it was gone already. */
  stop(): Promise<string | undefined> {
    return this.#process.stop();
  }
}

function isComplaint(line: string): boolean {
  if (line === '' || line.includes(' at http://127.0.0.1:')) return false;
  try {
    return (JSON.parse(line) as { level: number }).level >= ERROR_LEVEL;
  } catch {
    return true;
  }
}
