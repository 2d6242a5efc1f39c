// The load generator's own process: takes orders from the bench over IPC and runs one load at a time.
import { Load } from './load.ts';
import type { FromGenerator, ToGenerator } from './messages.ts';

let load: Load | undefined;

process.on('message', (message: ToGenerator) => {
  switch (message.kind) {
    case 'start':
      load = new Load(message, {
        started: () => report({ kind: 'started' }),
        stopped: (summary) => report({ kind: 'stopped', ...summary }),
      });
      return;
    case 'mark':
      if (load !== undefined) report({ kind: 'interval', ...load.mark() });
      return;
    case 'stop':
      return load?.stop();
  }
});
process.on('disconnect', () => process.exit());

function report(message: FromGenerator): void {
  process.send?.(message);
}
