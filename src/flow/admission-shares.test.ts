// Who gets slots and places in the queue when targets and tenants compete.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { busyAdmission, type OfferedCall, openAdmission } from '../../test/support/offered-calls.ts';
import { FleetError } from '../protocol/errors.ts';

test('a target with its own limit holds up its own calls and no others', async () => {
  const limitOf = (target: string) => (target === 'slow' ? 1 : undefined);
  const { offer, running, finish, admission } = openAdmission({ maxConcurrent: 3, limitOf });
  for (const id of ['slow 1', 'slow 2', 'slow 3']) offer(id, { target: 'slow' });
  offer('fast 1');
  offer('fast 2');
  assert.deepEqual(running, ['slow 1', 'fast 1', 'fast 2']);
  offer('fast 3');
  await finish('fast 1');
  assert.deepEqual(running, ['slow 1', 'fast 2', 'fast 3']);
  await finish('slow 1');
  assert.deepEqual(running, ['fast 2', 'fast 3', 'slow 2']);
  assert.deepEqual(admission.stats().targets, [
    { target: 'slow', limit: 1, running: 1, queued: 1, newestFirst: false },
  ]);
});

test('a refusal for want of a slot of one target names it', async () => {
  const limitOf = (target: string) => (target === 'slow' ? 1 : undefined);
  const { clock, offer, finish } = openAdmission({ limitOf });
  offer('earlier', { target: 'slow' });
  clock.advance(900);
  await finish('earlier');
  offer('running', { target: 'slow' });
  const refused = offer('hopeless', { target: 'slow', timeoutMs: 1000 });
  assert.equal(
    refused.outcome instanceof FleetError && refused.outcome.message,
    '"slow" is overloaded: the call would not be answered within its time limit. Try again in 1000 ms.',
  );
  assert.equal(offer('other', { timeoutMs: 1000 }).outcome, undefined);
});

test('a tenant that holds all slots gets no further one while another waits', async () => {
  const { offer, running, finish } = openAdmission({ maxConcurrent: 4 });
  for (let index = 0; index < 8; index++) offer(`flood ${index}`, { principal: 'flood' });
  for (let index = 0; index < 3; index++) offer(`small ${index}`, { principal: 'small' });
  await finish('flood 0', 'flood 1', 'flood 2');
  assert.deepEqual(running, ['flood 3', 'small 0', 'small 1', 'flood 4']);
});

test('a flood neither fills the queue for others nor pushes them out', async () => {
  const { offer, settled } = await busyAdmission({ maxQueue: 4, saturation: 'reject' });
  const flood = ['f1', 'f2', 'f3', 'f4'].map((id) => offer(id, { principal: 'flood' }));
  const small = ['s1', 's2', 's3'].map((id) => offer(id, { principal: 'small' }));
  const more = offer('f5', { principal: 'flood' });
  await settled();
  assert.deepEqual(
    flood.map(({ refusal }) => refusal),
    [undefined, undefined, 'displaced', 'displaced'],
  );
  assert.deepEqual(
    small.map(({ refusal }) => refusal),
    [undefined, undefined, 'queue-full'],
  );
  assert.equal(more.refusal, 'queue-full');
});

test('weights divide the queue', async () => {
  const weightOf = ({ principal }: OfferedCall) => (principal === 'gold' ? 3 : 1);
  const { offer, settled } = await busyAdmission({ maxQueue: 4, weightOf });
  const free = ['f1', 'f2', 'f3', 'f4'].map((id) => offer(id, { principal: 'free' }));
  for (const id of ['g1', 'g2', 'g3', 'g4']) offer(id, { principal: 'gold' });
  await settled();
  assert.deepEqual(
    free.map(({ refusal }) => refusal),
    [undefined, 'displaced', 'displaced', 'displaced'],
  );
});
