// Calls that are offered to an admission by hand, and handlers that end when the test says so.

import assert from 'node:assert/strict';
import { Admission } from '../../src/flow/admission.ts';
import type { AdmissionOptions } from '../../src/flow/admission-options.ts';
import type { Work } from '../../src/flow/layer.ts';
import { FleetError } from '../../src/protocol/errors.ts';
import { FakeWork } from './fake-work.ts';
import { ManualClock } from './manual-clock.ts';

/** A call and what has become of it. */
export class OfferedCall extends FakeWork {
  readonly id: string;
  /** undefined: neither answered nor refused yet. */
  outcome: string | FleetError | undefined;

  constructor(id: string, init: Partial<Work>) {
    super(init);
    this.id = id;
  }

  get refusal(): unknown {
    return this.outcome instanceof FleetError ? this.outcome.data?.['reason'] : undefined;
  }
}

export function openAdmission(options: AdmissionOptions<OfferedCall> = {}) {
  const clock = new ManualClock();
  const running: string[] = [];
  const ends = new Map<string, (answer: string) => void>();
  const admission = new Admission<OfferedCall, string>({ ...clock, ...options });
  const handle = admission.layer(({ id }) => {
    running.push(id);
    return new Promise<string>((resolve) => ends.set(id, resolve));
  });
  const settled = async () => {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  };
  /** Offers a call; what becomes of it settles it, as the node would. */
  const offer = (id: string, init: Partial<Work> = {}): OfferedCall => {
    const call = new OfferedCall(id, { startedAtMs: clock.now(), ...init });
    const end = (outcome: string | FleetError) => {
      call.outcome = outcome;
      call.settle();
    };
    try {
      const answer = handle(call);
      assert.ok(answer instanceof Promise);
      answer.then(end, end);
    } catch (error) {
      end(error as FleetError);
    }
    return call;
  };
  /** Lets handlers end, and what follows from that happen. */
  const finish = async (...ids: string[]) => {
    for (const id of ids) {
      running.splice(running.indexOf(id), 1);
      ends.get(id)?.(`answer to ${id}`);
    }
    await settled();
  };
  return { clock, admission, running, offer, finish, settled };
}

/** One slot, held by a call; calls are known to take 100 ms. */
export async function busyAdmission(options: AdmissionOptions<OfferedCall> = {}) {
  const all = openAdmission({ maxConcurrent: 1, ...options });
  all.offer('earlier');
  all.clock.advance(100);
  await all.finish('earlier');
  all.offer('running');
  return all;
}
