// What the scenarios need of the server that they run against, whatever it is written with.

import type { FleetNode, NodeOptions } from 'mcp-fleet';
import type { Runs } from './fixture-questions.ts';
import type { Witness } from './fixture-running.ts';

/** What it is written with: our own classes, or version 2 or 1 of the official SDK. */
export type ServerKind = 'native' | 'sdk-v2' | 'sdk-v1';

export interface Fixture {
  readonly kind: ServerKind;
  readonly server: ConstructorParameters<typeof FleetNode>[0];
  readonly changes: Changes;
  readonly witness: Witness;
  readonly runs: Runs;
  /** Options that the fixture's tools need. */
  readonly node: NodeOptions;
}

/** Changes what the server offers while it runs. */
export interface Changes {
  addTool(name: string): Registered;
  addPrompt(name: string): Registered;
  addResource(name: string, uri: string): Registered;
  toolsChanged(): void;
  promptsChanged(): void;
  resourcesChanged(): void;
  resourceUpdated(uri: string): void;
}

/** Something registered while the server runs. */
export interface Registered {
  enable(): void;
  disable(): void;
  update(change: { name?: string; description?: string }): void;
  remove(): void;
}
