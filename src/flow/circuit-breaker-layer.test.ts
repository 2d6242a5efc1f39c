// Circuit breakers around tools: which calls count, and what becomes of refused ones.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeWork } from '../../test/support/fake-work.ts';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { FleetError } from '../protocol/errors.ts';
import type { Verdict } from './circuit-breaker.ts';
import { CircuitBreakers } from './circuit-breaker-layer.ts';
import { type CircuitBreakerOptions, fillCircuitBreakerOptions } from './circuit-breaker-options.ts';

type Answer = (work: FakeWork) => string | Promise<string>;

const fails: Answer = () => {
  throw new TypeError('x is undefined');
};
const fine: Answer = () => 'reply';
const deadlineExceeded = new FleetError('DEADLINE_EXCEEDED', 'The call took longer than its limit.');

function guarded(options: CircuitBreakerOptions = {}, verdictOnReply?: (reply: string) => Verdict) {
  const clock = new ManualClock();
  const log: string[] = [];
  const breakers = new CircuitBreakers<FakeWork, string>({
    options: fillCircuitBreakerOptions({ minCalls: 4, ...options }),
    now: clock.now,
    ...(verdictOnReply && { verdictOnReply }),
    onTransition: (target, { from, to }) => log.push(`${target}: ${from} -> ${to}`),
  });
  /** What becomes of a call; errors are given back, not thrown. */
  const call = (answer: Answer, work = new FakeWork()): string | Promise<string> | FleetError => {
    try {
      return breakers.layer(answer)(work);
    } catch (error) {
      return error as FleetError;
    }
  };
  const repeat = (times: number, answer: Answer, init?: ConstructorParameters<typeof FakeWork>[0]): void => {
    for (let count = 0; count < times; count++) call(answer, new FakeWork(init));
  };
  const stateOf = (target: string) => breakers.states().find((report) => report.target === target)?.state;
  return { clock, breakers, call, repeat, stateOf, log };
}

test('a tool that keeps failing is not called any more, and the caller is told what to do', () => {
  const { call, repeat } = guarded();
  repeat(4, fails);
  let called = false;
  const refusal = call(() => {
    called = true;
    return 'reply';
  });
  assert.equal(called, false);
  assert.ok(refusal instanceof FleetError);
  assert.equal(refusal.code, 'TOOL_UNAVAILABLE');
  assert.equal(refusal.httpStatus, 503);
  assert.equal(refusal.rpcCode, -32013);
  assert.equal(refusal.retryable, true);
  assert.equal(refusal.retryAfterMs, 5000);
  assert.deepEqual(refusal.data, { tool: 'add', breaker: 'open' });
  assert.equal(
    refusal.message,
    'Tool "add" has kept failing and takes no calls for now. Try again in 5000 ms, or do without it.',
  );
});

test('the error of the tool reaches the caller as it is', () => {
  const { call } = guarded();
  assert.ok((call(fails) as unknown) instanceof TypeError);
});

test('tools that fail do not take others with them', () => {
  const { call, repeat } = guarded();
  repeat(4, fails, { target: 'add' });
  assert.equal(call(fine, new FakeWork({ target: 'subtract' })), 'reply');
  assert.equal(call(fine, new FakeWork({ method: 'prompts/get', target: undefined })), 'reply');
  assert.equal(call(fine, new FakeWork({ method: 'tools/list', target: undefined })), 'reply');
});

test('a tool that has recovered serves again', () => {
  const { clock, call, repeat, log } = guarded({ probes: 2 });
  repeat(4, fails);
  clock.advance(5000);
  assert.equal(call(fine), 'reply');
  assert.equal(call(fine), 'reply');
  repeat(3, fails);
  assert.deepEqual(log, ['add: closed -> open', 'add: open -> half-open', 'add: half-open -> closed']);
});

test('while probes are out others are refused', () => {
  const { clock, call, repeat } = guarded({ probes: 1 });
  repeat(4, fails);
  clock.advance(5000);
  call(() => new Promise(() => {}));
  const refusal = call(fine);
  assert.ok(refusal instanceof FleetError);
  assert.deepEqual(refusal.data, { tool: 'add', breaker: 'half-open' });
  assert.equal(refusal.retryAfterMs, 1000);
});

test('a name that no tool has gets no breaker', () => {
  const { breakers, repeat } = guarded();
  const unknown: Answer = (work) => {
    throw new FleetError('INVALID_PARAMS', `Unknown tool: ${work.target}`);
  };
  for (let index = 0; index < 1000; index++) repeat(1, unknown, { target: `guess-${index}` });
  assert.deepEqual(breakers.states(), []);
});

test('the number of breakers is bounded', () => {
  const { breakers, repeat } = guarded({ maxBreakers: 10 });
  for (let index = 0; index < 1000; index++) repeat(1, fine, { target: `tool-${index}` });
  assert.equal(breakers.states().length, 10);
});

test('a name too long for a tool gets no breaker', () => {
  const { breakers, repeat } = guarded();
  repeat(10, fine, { target: 'a'.repeat(257) });
  assert.deepEqual(breakers.states(), []);
});

test('an asynchronous failure counts, and a success too', async () => {
  const { call, stateOf, breakers } = guarded();
  for (let count = 0; count < 2; count++) {
    assert.equal(await call(async () => 'reply'), 'reply');
    await assert.rejects(async () => call(async (work) => fails(work)), TypeError);
  }
  assert.equal(stateOf('add'), 'open');
  assert.equal(breakers.states()[0]?.failures, 2);
});

test('the first calls of a tool count together, though none had ended when the next began', async () => {
  const { call, stateOf } = guarded();
  const broken = Promise.reject(new TypeError('x is undefined'));
  const replies = [1, 2, 3, 4].map(() => call(() => broken));
  await Promise.allSettled(replies);
  assert.equal(stateOf('add'), 'open');
});

test('the promise of the tool is handed on as it is', () => {
  const { call } = guarded();
  const reply = Promise.resolve('reply');
  assert.equal(
    call(() => reply),
    reply,
  );
});

test('a call past its deadline counts when it happens, though the handler never ends', () => {
  const { clock, call, stateOf } = guarded();
  for (let count = 0; count < 4; count++) {
    const work = new FakeWork();
    call(() => new Promise(() => {}), work);
    clock.advance(5000);
    work.abort(deadlineExceeded);
  }
  assert.equal(stateOf('add'), 'open');
});

test('a call counts once, though it is answered after its deadline', async () => {
  const { clock, call, breakers } = guarded();
  const work = new FakeWork();
  const { promise, resolve } = Promise.withResolvers<string>();
  call(() => promise, work);
  clock.advance(5000);
  work.abort(deadlineExceeded);
  resolve('too late');
  await promise;
  const [report] = breakers.states();
  assert.deepEqual([report?.calls, report?.failures], [1, 1]);
});

test('a deadline that was mostly spent in a queue does not count against the tool', () => {
  const { clock, call, breakers } = guarded();
  for (let count = 0; count < 10; count++) {
    const enteredAtMs = clock.now();
    const work = new FakeWork({ timeoutMs: 5000, startedAtMs: enteredAtMs - 2501, enteredAtMs });
    call(() => new Promise(() => {}), work);
    clock.advance(2499);
    work.abort(deadlineExceeded);
  }
  assert.deepEqual(breakers.states(), []);
});

test('a cancelled call does not count, and frees its place as a probe', () => {
  const { clock, call, repeat, stateOf } = guarded({ probes: 1 });
  repeat(4, fails);
  clock.advance(5000);
  const work = new FakeWork();
  call(() => new Promise(() => {}), work);
  work.abort(new FleetError('CANCELLED', 'The client cancelled the request.'));
  assert.equal(stateOf('add'), 'half-open');
  assert.equal(call(fine), 'reply');
  assert.equal(stateOf('add'), 'closed');
});

test('a reply can be judged a failure, or ignored', () => {
  const verdicts: Record<string, Verdict> = { broken: 'failure', wrong: 'ignored', right: 'success' };
  const { repeat, stateOf, breakers } = guarded({}, (reply) => verdicts[reply] ?? 'ignored');
  repeat(10, () => 'wrong');
  assert.deepEqual(breakers.states(), []);
  repeat(2, () => 'right');
  repeat(2, () => 'broken');
  assert.equal(stateOf('add'), 'open');
});

test('slow calls open the breaker, whether they answer at once or later', async () => {
  const { clock, call, stateOf } = guarded({ slowCallMs: 1000 });
  const slow = (): string => {
    clock.advance(1000);
    return 'reply';
  };
  for (let count = 0; count < 2; count++) {
    call(slow);
    await call(async () => slow());
  }
  assert.equal(stateOf('add'), 'open');
});

test('calls that asked the client are not slow, and without a limit none is', () => {
  for (const [slowCallMs, asked] of [
    [1000, true],
    [0, false],
  ] as const) {
    const { clock, repeat, stateOf } = guarded({ slowCallMs });
    const slow = (): string => {
      clock.advance(600);
      clock.advance(600);
      return 'reply';
    };
    repeat(10, slow, { asked });
    assert.equal(stateOf('add'), 'closed');
  }
});

test('a breaker that was reset by hand lets calls through at once', () => {
  const { breakers, call, repeat } = guarded();
  repeat(4, fails);
  assert.equal(breakers.reset('add'), true);
  assert.equal(call(fine), 'reply');
  assert.equal(breakers.reset('never called'), false);
});
