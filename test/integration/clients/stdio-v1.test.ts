// Client v1, `@modelcontextprotocol/sdk`, starts the command itself, in the newest revision that it speaks.

import { v1 } from './flavours.ts';
import { STDIO_SCENARIOS } from './scenarios/all.ts';
import { runOverStdio } from './stdio-harness.ts';

runOverStdio(v1, STDIO_SCENARIOS);
