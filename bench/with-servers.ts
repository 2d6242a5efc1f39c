// Starts servers, lends them out and ends them, whatever happens. When the work fails because a server crashed, the error
// says what that server said last.
import { type ServerCommand, ServerProcess } from './server-process.ts';

export async function withServers<Role extends string, T>(
  commands: Record<Role, ServerCommand>,
  core: number | undefined,
  use: (servers: Record<Role, ServerProcess>) => Promise<T>,
): Promise<T> {
  const started: [string, ServerProcess][] = [];
  const stopAll = () => Promise.all(started.map(([, server]) => server.stop()));
  try {
    for (const [role, command] of Object.entries<ServerCommand>(commands)) {
      started.push([role, await ServerProcess.start(role, command, core)]);
    }
    return await use(Object.fromEntries(started) as Record<Role, ServerProcess>);
  } catch (error) {
    const crashes = (await stopAll()).filter((lastWords) => lastWords !== undefined);
    if (crashes.length === 0) throw error;
    throw new Error([String(error), ...crashes].join('\n'), { cause: error });
  } finally {
    await stopAll();
  }
}
