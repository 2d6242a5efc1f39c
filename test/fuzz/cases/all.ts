// All kinds of cases, with how often each comes.

import type { FuzzCase } from '../run/fuzz-case.ts';
import type { Target } from '../run/target.ts';
import { brokenBatch, brokenHeaders, brokenMessage, brokenText, largeBody } from './broken-messages.ts';
import {
  abandoned,
  badFraming,
  brokenBytes,
  endlessBody,
  pipelined,
  slowSender,
  stalled,
} from './broken-transport.ts';
import { forgedHandle, oddRequest, preflight } from './odd-requests.ts';
import { askedInRounds, askedInSession, cancelled } from './questions.ts';
import { borrowedHandle, endedMeanwhile, oddSession } from './sessions.ts';
import { listening, resumed } from './streams.ts';

export type RunCase = (it: FuzzCase) => Promise<void>;

const KINDS = {
  brokenMessage,
  brokenText,
  brokenHeaders,
  brokenBatch,
  largeBody,
  badFraming,
  brokenBytes,
  pipelined,
  abandoned,
  slowSender,
  stalled,
  endlessBody,
  oddRequest,
  preflight,
  forgedHandle,
  oddSession,
  endedMeanwhile,
  borrowedHandle,
  resumed,
  listening,
  askedInSession,
  askedInRounds,
  cancelled,
} as const satisfies Record<string, RunCase>;

export type Kind = keyof typeof KINDS;

const WEIGHTS: Readonly<Record<Kind, number>> = {
  brokenMessage: 330,
  brokenText: 80,
  brokenHeaders: 130,
  brokenBatch: 45,
  largeBody: 2,
  badFraming: 50,
  brokenBytes: 50,
  pipelined: 30,
  abandoned: 45,
  slowSender: 10,
  stalled: 0,
  endlessBody: 0.2,
  oddRequest: 50,
  preflight: 10,
  forgedHandle: 40,
  oddSession: 25,
  endedMeanwhile: 10,
  borrowedHandle: 10,
  resumed: 20,
  listening: 10,
  askedInSession: 25,
  askedInRounds: 20,
  cancelled: 15,
};

/** Where nothing times out within a second, nobody waits for it. */
const TIGHT_WEIGHTS: typeof WEIGHTS = { ...WEIGHTS, stalled: 3, largeBody: 6, endlessBody: 3 };

/** The kind of a case, as its chance has it. */
export function chooseKind(it: FuzzCase, { isTight }: Target): { name: Kind; run: RunCase } {
  const name = it.chance.weighted(isTight ? TIGHT_WEIGHTS : WEIGHTS);
  return { name, run: KINDS[name] };
}
