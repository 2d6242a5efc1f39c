// Starts every server once before anything is measured, so that Node's compile cache holds its sources without their
// types. Otherwise each server would carry the type stripper (some 18 MB resident), which an installed server never loads.
import type { ServerCommand } from './server-process.ts';
import { withServers } from './with-servers.ts';

export async function fillCompileCache(commands: readonly ServerCommand[]): Promise<void> {
  const different = new Map(commands.map((command) => [command.argv.join(' '), command]));
  for (const command of different.values()) {
    await withServers({ server: command }, undefined, ({ server }) => server.saveCompileCache());
  }
}
