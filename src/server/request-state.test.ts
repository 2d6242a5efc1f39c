// A sealed state opens for the request, the principal and the time it was made for, and for nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeCall } from '../../test/support/fake-call.ts';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { KeyRing } from '../protocol/sealing.ts';
import { RequestStates } from './request-state.ts';

const TTL_MS = 600_000;
const INVALID = {
  name: 'FleetError',
  code: 'INVALID_REQUEST_STATE',
  rpcCode: -32602,
  message:
    'Invalid or expired requestState: send the original request again without requestState and inputResponses.',
};

function statesWith(secrets: readonly number[], clock = new ManualClock()): RequestStates {
  const ring = new KeyRing(secrets.map((fill) => new Uint8Array(32).fill(fill)));
  return new RequestStates({
    ring,
    ttlMs: TTL_MS,
    now: clock.now,
    randomBytes: (n) => new Uint8Array(n).fill(7),
  });
}

const original = { name: 'book', arguments: { from: 'LIS', to: { city: 'OPO', legs: [1, 2] } } };
const resumption = { answers: { q0: { action: 'accept' } }, state: 'step 2' };

/** The call of a client that comes back with what `original` was answered. */
function retry(requestState: unknown, params: object = original, principal?: string) {
  return fakeCall({ params: { ...params, requestState }, principal });
}

test('a state comes back with the answers and the author’s own state', () => {
  const states = statesWith([1]);
  const sealed = states.seal(fakeCall({ params: original }), resumption);
  assert.deepEqual(states.open(retry(sealed)), resumption);
});

test('a state without an author’s part comes back without one', () => {
  const states = statesWith([1]);
  const sealed = states.seal(fakeCall({ params: original }), { answers: {}, state: undefined });
  assert.deepEqual(states.open(retry(sealed)), { answers: {}, state: undefined });
});

test('a request without state has none', () => {
  assert.equal(statesWith([1]).open(fakeCall({ params: original })), undefined);
});

test('another node with the same keys opens the state, also after a rotation', () => {
  const sealed = statesWith([1]).seal(fakeCall({ params: original }), resumption);
  assert.deepEqual(statesWith([2, 1]).open(retry(sealed)), resumption);
  assert.throws(() => statesWith([2]).open(retry(sealed)), INVALID);
});

test('the order in which a client writes the arguments does not matter', () => {
  const states = statesWith([1]);
  const sealed = states.seal(fakeCall({ params: original }), resumption);
  const reordered = { arguments: { to: { legs: [1, 2], city: 'OPO' }, from: 'LIS' }, name: 'book' };
  assert.deepEqual(states.open(retry(sealed, reordered)), resumption);
});

test('metadata and answers may differ from round to round', () => {
  const states = statesWith([1]);
  const sealed = states.seal(fakeCall({ params: { ...original, _meta: { progressToken: 1 } } }), resumption);
  assert.deepEqual(states.open(retry(sealed, { ...original, inputResponses: { q1: {} } })), resumption);
});

test('a state lasts exactly as long as its time to live', () => {
  const clock = new ManualClock();
  const states = statesWith([1], clock);
  const sealed = states.seal(fakeCall({ params: original }), resumption);
  clock.advance(TTL_MS - 1);
  assert.deepEqual(states.open(retry(sealed)), resumption);
  clock.advance(1);
  assert.throws(() => states.open(retry(sealed)), INVALID);
});

for (const [what, params] of [
  ['another tool', { ...original, name: 'cancel' }],
  ['another argument', { ...original, arguments: { from: 'LIS', to: { city: 'FAO', legs: [1, 2] } } }],
  [
    'arguments in an array of another order',
    { ...original, arguments: { from: 'LIS', to: { city: 'OPO', legs: [2, 1] } } },
  ],
  ['one argument more', { ...original, arguments: { ...original.arguments, seat: null } }],
  ['a text that looks like the arguments', { ...original, arguments: JSON.stringify(original.arguments) }],
  ['no arguments', { name: 'book' }],
] as const) {
  test(`a state does not open for ${what}`, () => {
    const states = statesWith([1]);
    const sealed = states.seal(fakeCall({ params: original }), resumption);
    assert.throws(() => states.open(retry(sealed, params)), INVALID);
  });
}

test('a state does not open for another method', () => {
  const states = statesWith([1]);
  const sealed = states.seal(fakeCall({ params: original }), resumption);
  const call = fakeCall({ method: 'prompts/get', params: { ...original, requestState: sealed } });
  assert.throws(() => states.open(call), INVALID);
});

test('a state of one resource does not open for another', () => {
  const states = statesWith([1]);
  const sealed = states.seal(fakeCall({ method: 'resources/read', params: { uri: 'a:1' } }), resumption);
  const same = fakeCall({ method: 'resources/read', params: { uri: 'a:1', requestState: sealed } });
  const other = fakeCall({ method: 'resources/read', params: { uri: 'a:2', requestState: sealed } });
  assert.deepEqual(states.open(same), resumption);
  assert.throws(() => states.open(other), INVALID);
});

test('a state opens for the principal it was made for only', () => {
  const states = statesWith([1]);
  const sealed = states.seal(fakeCall({ params: original, principal: 'ann' }), resumption);
  assert.deepEqual(states.open(retry(sealed, original, 'ann')), resumption);
  assert.throws(() => states.open(retry(sealed, original, 'bob')), INVALID);
  assert.throws(() => states.open(retry(sealed, original, undefined)), INVALID);
});

test('a state that is altered, or no text at all, is refused the same way', () => {
  const states = statesWith([1]);
  const sealed = states.seal(fakeCall({ params: original }), resumption);
  for (const wrong of [`${sealed}-TAMPERED`, sealed.slice(1), '', 'x', null, 5, { sealed }]) {
    assert.throws(() => states.open(retry(wrong)), INVALID);
  }
});
