// A step that is one Node program: it passes when the program exits with zero, and shows its output when not.
import { spawn } from 'node:child_process';
import type { Outcome, Step } from './step.ts';

interface CommandOptions {
  /** The last line of its output is shown when it passes too. */
  readonly showsLastLine?: boolean;
}

/** `argv[0]` is the file that Node runs, relative to the repository. */
export function commandStep(name: string, argv: readonly string[], options: CommandOptions = {}): Step {
  return {
    name,
    run: async (signal) => {
      const { output, ...outcome } = await runCommand(argv, signal);
      if (outcome.failed > 0 || options.showsLastLine !== true) return outcome;
      return { ...outcome, report: output.trimEnd().split('\n').at(-1) ?? '' };
    },
  };
}

function runCommand(argv: readonly string[], signal: AbortSignal): Promise<Outcome & { output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...process.execArgv, ...argv], {
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', (error) => {
      output += `${error.message}\n`;
    });
    child.on('close', (code) => {
      const report = code === 0 ? '' : `${output}\n${argv.join(' ')} ended with code ${code}`;
      const [passed, failed] = code === 0 ? [1, 0] : [0, 1];
      resolve({ passed, failed, report, output });
    });
  });
}
