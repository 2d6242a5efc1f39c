// Whose word counts for the calls of a tool.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ToolScale } from '../server/tool-scale.ts';
import { ToolPolicies, type ToolPolicyOptions, unknownTools } from './tool-policies.ts';

/** A server with those tools, in front of which an operator has set `options`. */
function policies(authors: Record<string, ToolScale>, options: Partial<ToolPolicyOptions> = {}) {
  const backend = {
    scaleOf: (tool: string) => (Object.hasOwn(authors, tool) ? authors[tool] : undefined),
    toolNames: () => Object.keys(authors),
  };
  return new ToolPolicies(backend, { tools: {}, timeoutMs: 5000, rate: undefined, ...options });
}

const COMMON = { timeoutMs: 5000, maxConcurrent: undefined, rate: undefined, hasBreaker: true };

test('a tool without wishes, an unknown one and what is no tool get what the node has for all', () => {
  const tools = policies({ add: {} });
  for (const name of ['add', 'unknown', '__proto__', undefined]) assert.deepEqual(tools.of(name), COMMON);
});

test('the author of a tool goes before the node, member by member', () => {
  const tools = policies({
    slow: { timeoutMs: 0, maxConcurrent: 2 },
    dear: { rateLimit: { perSecond: 0.5 } },
    flaky: { circuitBreaker: false },
  });
  assert.deepEqual(tools.of('slow'), { ...COMMON, timeoutMs: 0, maxConcurrent: 2 });
  assert.deepEqual(tools.of('dear'), { ...COMMON, rate: { perSecond: 0.5, burst: 1 } });
  assert.deepEqual(tools.of('flaky'), { ...COMMON, hasBreaker: false });
});

test('the operator goes before the author, member by member', () => {
  const tools = policies(
    { slow: { timeoutMs: 100, maxConcurrent: 2 } },
    { tools: { slow: { timeoutMs: 200 } } },
  );
  assert.deepEqual(tools.of('slow'), { ...COMMON, timeoutMs: 200, maxConcurrent: 2 });
});

test('a name goes before patterns, and patterns go in their order', () => {
  const tools = policies(
    { 'db.read': {}, 'db.write': {}, 'web.read': {} },
    {
      tools: {
        '*.read': { timeoutMs: 1 },
        'db.*': { timeoutMs: 2 },
        '*': { timeoutMs: 3 },
        'web.read': { timeoutMs: 4 },
      },
    },
  );
  const timeouts = ['db.read', 'db.write', 'web.read'].map((name) => tools.of(name).timeoutMs);
  assert.deepEqual(timeouts, [1, 2, 4]);
});

test('in a pattern only the star is special', () => {
  const tools = policies({ 'a.b': {}, axb: {} }, { tools: { 'a.*': { timeoutMs: 1 } } });
  assert.deepEqual([tools.of('a.b').timeoutMs, tools.of('axb').timeoutMs], [1, 5000]);
});

test('what an author changes counts once it was told', () => {
  const authors: Record<string, ToolScale> = { add: { timeoutMs: 1 } };
  const tools = policies(authors);
  assert.equal(tools.of('add').timeoutMs, 1);
  authors['add'] = { timeoutMs: 2 };
  tools.toolsChanged();
  assert.equal(tools.of('add').timeoutMs, 2);
});

test('what an operator changes counts at once', () => {
  const tools = policies({ add: {}, search: {} }, { tools: { add: { timeoutMs: 1 } } });
  assert.equal(tools.of('add').timeoutMs, 1);
  tools.reconfigure({ tools: { 'se*': { timeoutMs: 2 } }, timeoutMs: 7, rate: { perSecond: 1, burst: 1 } });
  assert.deepEqual([tools.of('add').timeoutMs, tools.of('search').timeoutMs], [7, 2]);
  assert.deepEqual(tools.of('add').rate, { perSecond: 1, burst: 1 });
});

test('calls need to be counted as soon as anybody gives a tool a rate', () => {
  const rateLimit = { perSecond: 1 };
  assert.equal(policies({ add: {} }).haveRates, false);
  assert.equal(policies({ add: { rateLimit } }).haveRates, true);
  assert.equal(policies({ add: {} }, { tools: { 'a*': { rateLimit } } }).haveRates, true);
  assert.equal(policies({ add: {} }, { rate: { perSecond: 1, burst: 1 } }).haveRates, true);
});

test('names and patterns that fit no tool are found', () => {
  const scale = {};
  assert.deepEqual(unknownTools({ add: scale, 'a*': scale, '*': scale }, ['add']), []);
  assert.deepEqual(unknownTools({ ad: scale, 'b*': scale, 'a?d': scale }, ['add']), ['ad', 'b*', 'a?d']);
  assert.deepEqual(unknownTools({ '*': scale }, []), ['*']);
});
