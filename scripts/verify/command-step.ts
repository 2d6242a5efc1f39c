// A step that is one Node program: it passes when the program exits with zero, and shows its output when not.
import { spawn } from 'node:child_process';
import type { Outcome, Step } from './step.ts';

/** `argv[0]` is the file that Node runs, relative to the repository. */
export function commandStep(name: string, argv: readonly string[]): Step {
  return { name, run: (signal) => runCommand(argv, signal) };
}

function runCommand(argv: readonly string[], signal: AbortSignal): Promise<Outcome> {
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
      if (code === 0) resolve({ passed: 1, failed: 0, report: '' });
      else resolve({ passed: 0, failed: 1, report: `${output}\n${argv.join(' ')} ended with code ${code}` });
    });
  });
}
