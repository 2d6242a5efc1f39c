// Several nodes of one fleet in this process, each on a port of its own: what any balancer in front of them could do, a
// test does by choosing the node.

import { FleetNode, type FleetStores, memoryStores, type NodeOptions } from 'mcp-fleet';
import type { AtEnd, Servable } from './node.ts';

export interface FleetMember {
  readonly node: FleetNode;
  readonly url: string;
  readonly stores: SeverableStores;
}

/** What one node shares with the others, until the test cuts it off, as a node is that was killed. */
export class SeverableStores implements FleetStores {
  readonly sessions: FleetStores['sessions'];
  readonly events: FleetStores['events'];
  readonly rates: FleetStores['rates'];
  readonly secrets: FleetStores['secrets'];
  readonly isPrivate = true;
  readonly bus: FleetStores['bus'];
  readonly directory: FleetStores['directory'];
  #severed = false;

  constructor({ sessions, events, rates, secrets, bus, directory }: FleetStores) {
    this.sessions = sessions;
    this.events = events;
    this.rates = rates;
    this.secrets = secrets;
    this.bus = {
      publish: (channel, message) => (this.#severed ? undefined : bus.publish(channel, message)),
      subscribe: (channel, listener) =>
        bus.subscribe(channel, (message) => {
          if (!this.#severed) listener(message);
        }),
      onGap: (listener) => bus.onGap(listener),
    };
    this.directory = {
      beat: (entry, ttlMs) => (this.#severed ? [] : directory.beat(entry, ttlMs)),
      remove: (id) => directory.remove(id),
      list: () => (this.#severed ? [] : directory.list()),
    };
  }

  sever(): void {
    this.#severed = true;
  }
}

/** @param makeServer for each node its own, as each process would have */
export async function startFleet(
  atEnd: AtEnd,
  makeServer: (index: number) => Servable,
  { size = 3, ...options }: NodeOptions & { readonly size?: number } = {},
): Promise<FleetMember[]> {
  const shared = options.stores ?? memoryStores();
  const members: FleetMember[] = [];
  for (let index = 0; index < size; index++) {
    const stores = new SeverableStores(shared);
    const node = new FleetNode(makeServer(index), {
      port: 0,
      shutdownGraceMs: 100,
      nodeId: `node${index}`,
      ...options,
      stores,
    });
    members.push({ node, url: await node.start(), stores });
    atEnd(() => node.stop());
  }
  return members;
}
