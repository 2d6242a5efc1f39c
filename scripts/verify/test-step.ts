// A step that runs test files with node:test, each in a process of its own, and counts their tests.
// Passing tests print nothing. A failing one is shown with its place and its error, and its file with what it wrote.
// A skipped test counts as a failure: what does not run proves nothing.
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { run } from 'node:test';
import { inspect } from 'node:util';
import type { Outcome, Step } from './step.ts';

const FILE_TIMEOUT_MS = 10 * 60_000;

/** `files` are patterns relative to the repository, without those that match `except`. */
export function testStep(name: string, files: readonly string[], except: readonly string[] = []): Step {
  return {
    name,
    run: async (signal) => {
      const found = globSync(files, { exclude: except }).sort();
      if (found.length > 0) return runFiles(found, signal);
      return { passed: 0, failed: 1, report: `no test file matches ${files.join(', ')}` };
    },
  };
}

async function runFiles(files: readonly string[], signal: AbortSignal): Promise<Outcome> {
  let passed = 0;
  let failed = 0;
  const failures: string[] = [];
  const failedFiles = new Set<string>();
  const outputs = new Map<string, string>();
  const fail = (file: string, name: string, reason: string) => {
    failedFiles.add(file);
    failures.push(`${file} > ${name}\n${reason.replaceAll(/^/gm, '    ')}`);
  };

  const concurrency = availableParallelism();
  for await (const { type, data } of run({
    files: [...files],
    signal,
    concurrency,
    timeout: FILE_TIMEOUT_MS,
  })) {
    if (type === 'test:stdout' || type === 'test:stderr') {
      const file = relativePath(data.file);
      outputs.set(file, (outputs.get(file) ?? '') + data.message);
    } else if (type === 'test:pass' && data.details.type === 'test') {
      const isSkipped = data.skip !== undefined || data.todo !== undefined;
      if (isSkipped) fail(relativePath(data.file), data.name, 'was skipped');
      if (isSkipped) failed += 1;
      else passed += 1;
    } else if (type === 'test:fail') {
      // The failure of a subtest is reported once, where it happened; a suite of failed tests is not one more.
      const { error, type: kind } = data.details;
      const isConsequence = failureType(error) === 'subtestsFailed';
      if (kind === 'test' || !isConsequence) failed += 1;
      if (!isConsequence) {
        fail(`${relativePath(data.file)}:${data.line ?? 1}`, data.name, inspect(error.cause ?? error));
        failedFiles.add(relativePath(data.file));
      }
    }
  }
  for (const [file, output] of outputs) {
    if (failedFiles.has(file)) failures.push(`${file} wrote:\n${output.replaceAll(/^/gm, '    ')}`);
  }
  return { passed, failed, report: failures.join('\n\n') };
}

function failureType(error: Error): unknown {
  return 'failureType' in error ? error.failureType : undefined;
}

function relativePath(file: string | undefined): string {
  return file === undefined ? '(unknown file)' : relative(process.cwd(), file);
}
