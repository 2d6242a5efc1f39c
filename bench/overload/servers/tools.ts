// Two tools of known cost, the same on every server. `lookup` waits for a database; `compute` uses the CPU of the very
// thread that answers requests.
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { textInput } from '../../servers/tools.ts';
import { ConnectionPool } from './connection-pool.ts';

/** Queries that the database serves at once. */
const databaseConnections = 100;
const meanQueryMs = 100;
/**
 * How far a query may be from the mean, as a share of it. If all took the same time, calls that had begun together would
 * end together for ever, and connections come free in clumps, as no database has it.
 */
const querySpread = 0.25;
/** What the database can do. A node's default limit of 100 calls at once fits it (Little's law: 1000/s x 0.1 s). */
export const lookupsPerSecond = (databaseConnections * 1000) / meanQueryMs;
/** 1000 a second, if the core did nothing else. */
const computeMs = 1;

/** Milliseconds that callers give a tool. */
export const deadlineMs = 1000;

const random = seededRandom(1);
const database = new ConnectionPool({
  connections: databaseConnections,
  queryMs: () => meanQueryMs * (1 + querySpread * (2 * random() - 1)),
});

export const lookupTool = {
  description: 'Waits for a query and answers with its text',
  inputSchema: textInput,
};
export const computeTool = { description: 'Computes and answers with its text', inputSchema: textInput };

interface TextResult {
  [key: string]: unknown;
  content: { type: 'text'; text: string }[];
}

export async function lookUp({ text }: { text: string }): Promise<TextResult> {
  await database.query();
  return { content: [{ type: 'text', text }] };
}

export async function compute({ text }: { text: string }): Promise<TextResult> {
  const endMs = performance.now() + computeMs;
  while (performance.now() < endMs);
  return { content: [{ type: 'text', text }] };
}
