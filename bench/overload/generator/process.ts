// The load generator's own process: takes orders over IPC and runs one load at a time.
import { runLoad } from './load-run.ts';
import type { FromGenerator, ToGenerator } from './messages.ts';

process.on('message', (order: ToGenerator) => void run(order));
process.on('disconnect', () => process.exit());

async function run(order: ToGenerator): Promise<void> {
  const report = await runLoad(order, {
    steady: () => tell({ kind: 'steady' }),
    over: () => tell({ kind: 'over' }),
  });
  tell({ kind: 'done', ...report });
}

function tell(message: FromGenerator): void {
  process.send?.(message);
}
