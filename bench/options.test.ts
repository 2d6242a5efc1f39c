import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BenchOptions, parseOptions, UsageError } from './options.ts';

function options(...argv: string[]): BenchOptions {
  const parsed = parseOptions(argv);
  assert.notEqual(parsed, 'help');
  return parsed as BenchOptions;
}

test('without flags every row is measured with the full settings', () => {
  const parsed = options();
  assert.deepEqual(parsed.rows, [
    'modern-call',
    'session-call',
    'tools-list',
    'sse-call',
    'session-lifecycle',
    'protected-call',
    'layers',
    'protections',
    'sdk-modern-call',
    'sdk-session-call',
    'idle-session',
    'idle-stream',
    'cold-start',
    'soak-million',
    'sdk-idle-session',
    'sdk-soak',
  ]);
  assert.deepEqual([parsed.rounds, parsed.sliceMs, parsed.connections, parsed.bars], [15, 600, 64, true]);
});

test('rows are chosen by name', () => {
  assert.deepEqual(options('--rows', 'tools-list, cold-start').rows, ['tools-list', 'cold-start']);
});

test('a row that does not exist is refused with the names of those that do', () => {
  assert.throws(() => options('--rows', 'modern'), /no row "modern".*modern-call/);
});

test('a quick run is smaller, and what is given explicitly still counts', () => {
  const parsed = options('--quick', '--rounds', '5');
  assert.deepEqual([parsed.rounds, parsed.sliceMs, parsed.calls], [5, 300, 50_000]);
});

test('bars are judged unless that is switched off', () => {
  assert.equal(options('--cpu-prof', '/tmp/profiles').bars, true);
  assert.equal(options('--no-bars').bars, false);
});

test('numbers that are none, unknown flags and too many connections are refused', () => {
  assert.throws(() => options('--rounds', '0'), UsageError);
  assert.throws(() => options('--rounds', 'many'), UsageError);
  assert.throws(() => options('--row', 'modern-call'), UsageError);
  assert.throws(() => options('--connections', '100'), UsageError);
});

test('help is asked for', () => {
  assert.equal(parseOptions(['--help']), 'help');
});
