// The fixture in processes of its own, seen and steered from the test: what its handlers witness arrives over a
// socket, and what a test does to the server is done there. Each client over stdio has such a process.

import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { FleetServer } from 'mcp-fleet';
import type { Fixture } from './fixture.ts';
import { changesOf } from './fixture-server.ts';

/** Names the socket to the process of the fixture. */
export const SOCKET_VARIABLE = 'FIXTURE_SOCKET';

/** What the fixture tells. */
export type Told =
  | { readonly kind: 'waiting'; readonly key: string }
  | { readonly kind: 'aborted'; readonly key: string; readonly code: string }
  | { readonly kind: 'ran'; readonly name: string };

/** What it is told to do: to let a call go on, or a method of the server or of something registered there. */
export type Order =
  | { readonly release: string }
  | {
      readonly method: string;
      readonly args: readonly unknown[];
      readonly on?: number;
      readonly as?: number;
    };

let count = 0;

export class RemoteFixture {
  readonly path = join(tmpdir(), `mcp-fleet-fixture-${process.pid}-${++count}.sock`);
  readonly fixture: Fixture;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #orders: Order[] = [];
  #registered = 0;

  constructor() {
    const witness = { waiting: new Set<string>(), aborted: new Map(), release: new Map() };
    const server = this.#steeredServer();
    const changes = changesOf(server);
    this.fixture = { kind: 'native', server, changes, witness, runs: new Map(), node: {} };
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.#sockets.delete(socket));
      createInterface({ input: socket }).on('line', (line) => this.#hear(JSON.parse(line) as Told));
    });
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(this.path, resolve));
  }

  /** Processes that are connected. */
  get size(): number {
    return this.#sockets.size;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    rmSync(this.path, { force: true });
  }

  #hear(told: Told): void {
    const { witness, runs } = this.fixture;
    switch (told.kind) {
      case 'waiting':
        witness.waiting.add(told.key);
        witness.release.set(told.key, () => this.#order({ release: told.key }));
        return;
      case 'aborted':
        witness.aborted.set(told.key, told.code);
        return;
      case 'ran':
        runs.set(told.name, (runs.get(told.name) ?? 0) + 1);
    }
  }

  /** Orders of one turn of the event loop are carried out in one turn. */
  #order(order: Order): void {
    if (this.#orders.length === 0) queueMicrotask(() => this.#send());
    this.#orders.push(order);
  }

  #send(): void {
    const line = `${JSON.stringify(this.#orders)}\n`;
    this.#orders = [];
    for (const socket of this.#sockets) socket.write(line);
  }

  /** Looks like the server, as far as scenarios use it. Handlers stay behind: there they answer with nothing. */
  #steeredServer(): FleetServer {
    const steered = (on: number | undefined): unknown =>
      new Proxy(
        {},
        {
          get: (_target, method) => {
            // What is awaited is asked for this one.
            if (method === 'then') return undefined;
            return (...all: unknown[]) => {
              const as = ++this.#registered;
              const args = all.filter((arg) => typeof arg !== 'function');
              this.#order({ method: String(method), args, as, ...(on !== undefined && { on }) });
              return steered(as);
            };
          },
        },
      );
    return steered(undefined) as FleetServer;
  }
}
