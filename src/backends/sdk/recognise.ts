// Finds out what a module of the user's exports: a factory of SDK v1 or v2, one server of either, or the SDK's own
// way to serve a factory. A factory can only be told by what it makes, so it is called once.

import { isObject } from '../../protocol/json-rpc.ts';
import type { SdkFactoryContext } from './factory-context.ts';
import { fromSdk, fromSdkV1, type SdkFleetServer } from './from-sdk.ts';
import { lowLevelServer, type SdkMajor, type SdkServer, sdkMajor } from './sdk-shapes.ts';
import type { SdkFactory } from './server-maker.ts';

export type Recognised =
  | { readonly kind: 'factory'; readonly major: SdkMajor; readonly factory: SdkFactory }
  /** One server, which cannot serve several sessions. */
  | { readonly kind: 'server'; readonly major: SdkMajor }
  /** What the SDK's `createMcpHandler` returns. */
  | { readonly kind: 'handler' }
  | { readonly kind: 'other' };

/** Rejects with what the factory throws. */
export async function recognise(value: unknown): Promise<Recognised> {
  if (typeof value === 'function') return recogniseFactory(value as SdkFactory);
  const server = lowLevelServer(value);
  if (server !== undefined) return { kind: 'server', major: sdkMajor(server) };
  const isHandler = isObject(value) && typeof value['fetch'] === 'function' && isObject(value['notify']);
  return { kind: isHandler ? 'handler' : 'other' };
}

async function recogniseFactory(factory: SdkFactory): Promise<Recognised> {
  const context: SdkFactoryContext = { era: 'modern' };
  const made: SdkServer = await factory(context);
  const server = lowLevelServer(made);
  if (server === undefined) return { kind: 'other' };
  await made.close();
  return { kind: 'factory', major: sdkMajor(server), factory };
}

/** @param sdkFrom see `SdkOptions.sdkFrom` */
export function serveFactory(factory: SdkFactory, major: SdkMajor, sdkFrom: string): SdkFleetServer {
  return major === 'v1' ? fromSdkV1(factory) : fromSdk(factory, { sdkFrom });
}
