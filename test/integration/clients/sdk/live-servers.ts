// The servers that a factory has made and that are still open, and what was registered on all of them while they ran:
// whoever changes a server of the SDK has to change each of its instances.

import type { Changes, Registered } from '../fixture.ts';

/** What is used of a `McpServer` of either version of the SDK. */
export interface LiveServer {
  readonly server: {
    onclose?: (() => void) | undefined;
    sendResourceUpdated(params: { uri: string }): Promise<void>;
  };
  sendToolListChanged(): unknown;
  sendPromptListChanged(): unknown;
  sendResourceListChanged(): unknown;
}

/** Registers something on one server. */
type Register<S> = (server: S, name: string) => Registered;

export interface Registrars<S> {
  readonly tool: Register<S>;
  readonly prompt: Register<S>;
  readonly resource: (uri: string) => Register<S>;
}

export class LiveServers<S extends LiveServer> implements Changes {
  readonly #servers = new Set<S>();
  readonly #additions = new Set<Addition<S>>();
  readonly #registrars: Registrars<S>;

  constructor(registrars: Registrars<S>) {
    this.#registrars = registrars;
  }

  /** To be called by the factory for each server that it makes. */
  add(server: S): S {
    for (const addition of this.#additions) addition.applyTo(server);
    this.#servers.add(server);
    server.server.onclose = () => void this.#servers.delete(server);
    return server;
  }

  get size(): number {
    return this.#servers.size;
  }

  addTool(name: string): Registered {
    return this.#addEverywhere(this.#registrars.tool, name);
  }

  addPrompt(name: string): Registered {
    return this.#addEverywhere(this.#registrars.prompt, name);
  }

  addResource(name: string, uri: string): Registered {
    return this.#addEverywhere(this.#registrars.resource(uri), name);
  }

  toolsChanged(): void {
    for (const server of this.#servers) void server.sendToolListChanged();
  }

  promptsChanged(): void {
    for (const server of this.#servers) void server.sendPromptListChanged();
  }

  resourcesChanged(): void {
    for (const server of this.#servers) void server.sendResourceListChanged();
  }

  resourceUpdated(uri: string): void {
    for (const server of this.#servers) void server.server.sendResourceUpdated({ uri });
  }

  #addEverywhere(register: Register<S>, name: string): Registered {
    const addition = new Addition(register, name, () => this.#additions.delete(addition));
    this.#additions.add(addition);
    for (const server of this.#servers) addition.applyTo(server);
    return addition;
  }
}

/** One thing that is registered on all servers, and on those that are made later. */
class Addition<S> implements Registered {
  readonly #register: Register<S>;
  readonly #onRemove: () => void;
  readonly #handles: Registered[] = [];
  #name: string;
  #isEnabled = true;

  constructor(register: Register<S>, name: string, onRemove: () => void) {
    this.#register = register;
    this.#name = name;
    this.#onRemove = onRemove;
  }

  applyTo(server: S): void {
    const handle = this.#register(server, this.#name);
    if (!this.#isEnabled) handle.disable();
    this.#handles.push(handle);
  }

  enable(): void {
    this.#isEnabled = true;
    for (const handle of this.#handles) handle.enable();
  }

  disable(): void {
    this.#isEnabled = false;
    for (const handle of this.#handles) handle.disable();
  }

  update(change: { name?: string; description?: string }): void {
    this.#name = change.name ?? this.#name;
    for (const handle of this.#handles) handle.update(change);
  }

  remove(): void {
    this.#onRemove();
    for (const handle of this.#handles) handle.remove();
  }
}
