// A server of SDK v1 with client v2 in 2026-07-28.

import { v2Modern } from '../flavours.ts';
import { runWith } from '../harness.ts';
import { ALL_SCENARIOS } from '../scenarios/all.ts';
import { createSdkV1Fixture } from './fixture-v1.ts';

runWith(v2Modern, ALL_SCENARIOS, createSdkV1Fixture);
