// Client v1, `@modelcontextprotocol/sdk`, in the newest revision that it speaks.

import { v1 } from './flavours.ts';
import { runWith } from './harness.ts';
import { ALL_SCENARIOS } from './scenarios/all.ts';

runWith(v1, ALL_SCENARIOS);
