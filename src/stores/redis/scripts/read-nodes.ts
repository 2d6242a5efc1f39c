// Who is alive. Takes those off the list that have been silent for too long.

import { defineScript } from '../script.ts';
import { LIST, REAP } from './directory-parts.ts';

export const readNodes = defineScript(
  'read-nodes',
  { isRepeatable: true },
  `
-- KEYS[1]  the list, a sorted set: node ids by when they expire, in milliseconds of Redis's clock
-- KEYS[2]  notes on the nodes, a hash: stamp and load, by id
-- Returns  ids of the nodes that are alive, when they expire, and their notes
${REAP}
reap()
${LIST}
`,
);
