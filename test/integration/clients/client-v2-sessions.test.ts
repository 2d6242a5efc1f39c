// Client v2, `@modelcontextprotocol/client`, in the revisions that have sessions.

import { v2Sessions } from './flavours.ts';
import { runWith } from './harness.ts';
import { ALL_SCENARIOS } from './scenarios/all.ts';

for (const flavour of v2Sessions) runWith(flavour, ALL_SCENARIOS);
