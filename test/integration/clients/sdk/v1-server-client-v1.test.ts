// A server of SDK v1 with client v1.

import { v1 } from '../flavours.ts';
import { runWith } from '../harness.ts';
import { ALL_SCENARIOS } from '../scenarios/all.ts';
import { createSdkV1Fixture } from './fixture-v1.ts';

runWith(v1, ALL_SCENARIOS, createSdkV1Fixture);
