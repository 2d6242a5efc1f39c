// The fixture as a module for the command line, steered by the test that started it; see remote-fixture.ts.

import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { createFixture } from './fixture-server.ts';
import { type Order, SOCKET_VARIABLE, type Told } from './remote-fixture.ts';

const socket = connect(process.env[SOCKET_VARIABLE] as string);
await once(socket, 'connect');

function tell(told: Told): void {
  socket.write(`${JSON.stringify(told)}\n`);
}

class ToldSet extends Set<string> {
  override add(key: string): this {
    tell({ kind: 'waiting', key });
    return super.add(key);
  }
}

class ToldMap extends Map<string, string> {
  override set(key: string, code: string): this {
    tell({ kind: 'aborted', key, code });
    return super.set(key, code);
  }
}

class ToldRuns extends Map<string, number> {
  override set(name: string, count: number): this {
    tell({ kind: 'ran', name });
    return super.set(name, count);
  }
}

const witness = { waiting: new ToldSet(), aborted: new ToldMap(), release: new Map<string, () => void>() };
const { server } = createFixture(witness, new ToldRuns());

type Methods = Record<string, (...args: unknown[]) => unknown>;

/** What was registered by order, by its number. */
const registered = new Map<number, unknown>();
const NOTHING = { content: [], messages: [], contents: [] };

createInterface({ input: socket }).on('line', (line) => {
  for (const order of JSON.parse(line) as Order[]) {
    if ('release' in order) {
      witness.release.get(order.release)?.();
    } else {
      const { method, args, on, as = 0 } = order;
      const target = (on === undefined ? server : registered.get(on)) as Methods;
      const all = method.startsWith('register') ? [...args, () => NOTHING] : args;
      registered.set(as, target[method]?.(...all));
    }
  }
});

export default server;
