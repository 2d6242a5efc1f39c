// A server of SDK v2 with client v1.

import { v1 } from '../flavours.ts';
import { runWith } from '../harness.ts';
import { ALL_SCENARIOS } from '../scenarios/all.ts';
import { createSdkV2Fixture } from './fixture-v2.ts';

runWith(v1, ALL_SCENARIOS, createSdkV2Fixture);
