// Finds the port of a started server in the line that it prints, and keeps reading its output so that it never blocks.
import type { ChildProcess } from 'node:child_process';

const deadlineMs = 20_000;
const keptOutputChars = 4_000;
const urlPattern = /http:\/\/127\.0\.0\.1:(\d+)\/mcp/;

export function printedPort(child: ChildProcess, name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (reason: string) => {
      clearTimeout(timer);
      reject(new Error(`The server "${name}" ${reason}:\n${output.trim()}`));
    };
    const timer = setTimeout(() => fail(`printed no URL within ${deadlineMs} ms`), deadlineMs);
    const read = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-keptOutputChars);
      const port = urlPattern.exec(output)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', (error) => fail(`could not be started (${error.message})`));
    // `close` rather than `exit`: what it said last has been read by then.
    child.once('close', (code, signal) => fail(`ended with ${signal ?? `code ${code}`}`));
  });
}
