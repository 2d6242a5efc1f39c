// Starts every server once before anything is measured, so that Node's compile cache holds its sources without their
// types. Otherwise each server would carry the type stripper (some 18 MB resident), which an installed server never loads.
import { type ServerCommand, ServerProcess } from './server-process.ts';

export async function fillCompileCache(commands: readonly ServerCommand[]): Promise<void> {
  const entries = new Map(commands.map((command) => [command.argv.join(' '), command]));
  for (const [name, command] of entries) {
    const server = await ServerProcess.start(name, command, undefined);
    await server.saveCompileCache().finally(() => server.stop());
  }
}
