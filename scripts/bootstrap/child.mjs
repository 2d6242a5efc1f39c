// Runs one child process as if it were this one: its signals, its output and its exit code.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { SetupError } from './setup-error.mjs';

/**
 * Resolves with the child's exit code, or 128 + the signal's number when a signal ended it, as a shell reports it.
 * With `onStdout`, standard output passes through this process and each chunk of text is shown to it afterwards.
 */
export function runChild(command, args, { cwd, env, stdio, onStdout }) {
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: stdio ?? ['inherit', onStdout === undefined ? 'inherit' : 'pipe', 'inherit'],
  });
  // A terminal sends Ctrl-C to the child itself; a second copy from here would read as "stop at once".
  const forwardInterrupt = () => void (process.stdin.isTTY || child.kill('SIGINT'));
  const forwardTerminate = () => void child.kill('SIGTERM');
  process.on('SIGINT', forwardInterrupt);
  process.on('SIGTERM', forwardTerminate);
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    process.stdout.write(text);
    onStdout(text);
  });
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      const reason = error.code === 'ENOENT' ? 'it is not installed or not in PATH' : error.message;
      reject(new SetupError(`${command} could not be started: ${reason}.`));
    });
    child.once('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  }).finally(() => {
    process.off('SIGINT', forwardInterrupt);
    process.off('SIGTERM', forwardTerminate);
  });
}
