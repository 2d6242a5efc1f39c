// Client v2, `@modelcontextprotocol/client`, in 2026-07-28.

import { v2Modern } from './flavours.ts';
import { runWith } from './harness.ts';
import { ALL_SCENARIOS } from './scenarios/all.ts';

runWith(v2Modern, ALL_SCENARIOS);
