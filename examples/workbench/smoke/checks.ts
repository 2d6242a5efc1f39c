// Runs every check with one client of one era and prints a line for each.
import assert from 'node:assert/strict';
import { CONTENT_CHECKS } from './content-checks.ts';
import { NOTE_CHECKS } from './note-checks.ts';
import { connect, type Era } from './session.ts';
import { TOOL_CHECKS } from './tool-checks.ts';

const VERSIONS: Record<Era, string> = { modern: '2026-07-28', legacy: '2025-11-25' };

/** Runs them all even when one fails, and resolves to the number of those that did. */
export async function checkEra(url: URL, era: Era): Promise<number> {
  const session = await connect(url, era);
  assert.equal(session.client.getProtocolEra(), era);
  assert.equal(session.client.getNegotiatedProtocolVersion(), VERSIONS[era]);
  let failures = 0;
  try {
    for (const [what, check] of Object.entries({ ...TOOL_CHECKS, ...CONTENT_CHECKS, ...NOTE_CHECKS })) {
      try {
        await check(session);
        console.log(`ok    ${VERSIONS[era]}  ${what}`);
      } catch (error) {
        failures += 1;
        console.log(`WRONG ${VERSIONS[era]}  ${what}`);
        console.error(error);
      }
    }
  } finally {
    await session.client.close();
  }
  return failures;
}
