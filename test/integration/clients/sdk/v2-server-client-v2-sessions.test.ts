// A server of SDK v2 with client v2 in the newest of the session eras.

import { v2Sessions } from '../flavours.ts';
import { runWith } from '../harness.ts';
import { ALL_SCENARIOS } from '../scenarios/all.ts';
import { createSdkV2Fixture } from './fixture-v2.ts';

for (const flavour of v2Sessions.slice(0, 1)) runWith(flavour, ALL_SCENARIOS, createSdkV2Fixture);
