// A server of SDK v2 with client v2 in 2026-07-28.

import { v2Modern } from '../flavours.ts';
import { runWith } from '../harness.ts';
import { ALL_SCENARIOS } from '../scenarios/all.ts';
import { createSdkV2Fixture } from './fixture-v2.ts';

runWith(v2Modern, ALL_SCENARIOS, createSdkV2Fixture);
