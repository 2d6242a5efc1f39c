// Client v2, `@modelcontextprotocol/client`, starts the command itself, in the oldest revision that has sessions.

import { v2Oldest } from './flavours.ts';
import { STDIO_SCENARIOS } from './scenarios/all.ts';
import { runOverStdio } from './stdio-harness.ts';

runOverStdio(v2Oldest, STDIO_SCENARIOS);
