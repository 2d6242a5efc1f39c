// The clients that every scenario is run with: each official client in each revision that it can be brought to speak.

import type { ConnectOptions, Era, Target, TestClient } from './client.ts';
import { connectV1 } from './v1-client.ts';
import { connectV2 } from './v2-client.ts';

export interface Flavour {
  readonly name: string;
  readonly era: Era;
  readonly protocolVersion: string;
  connect(target: Target, options?: ConnectOptions): Promise<TestClient>;
}

const pinnedSession = (version: string): Flavour => ({
  name: `client v2 in ${version}`,
  era: 'session',
  protocolVersion: version,
  connect: (target, options) => connectV2(target, { ...options, mode: 'legacy', versions: [version] }),
});

export const v2Modern: Flavour = {
  name: 'client v2 in 2026-07-28',
  era: 'modern',
  protocolVersion: '2026-07-28',
  connect: (target, options) => connectV2(target, { ...options, mode: 'auto' }),
};

export const v2Oldest = pinnedSession('2025-03-26');

export const v2Sessions: readonly Flavour[] = [
  pinnedSession('2025-11-25'),
  pinnedSession('2025-06-18'),
  v2Oldest,
];

export const v1: Flavour = {
  name: 'client v1 in 2025-11-25',
  era: 'session',
  protocolVersion: '2025-11-25',
  connect: (target, options) => connectV1(target, options ?? {}),
};

export const flavours: readonly Flavour[] = [v2Modern, ...v2Sessions, v1];
