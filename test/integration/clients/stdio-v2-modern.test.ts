// Client v2, `@modelcontextprotocol/client`, starts the command itself, in 2026-07-28.

import { v2Modern } from './flavours.ts';
import { STDIO_SCENARIOS } from './scenarios/all.ts';
import { runOverStdio } from './stdio-harness.ts';

runOverStdio(v2Modern, STDIO_SCENARIOS);
