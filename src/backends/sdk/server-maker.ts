// Makes servers with the user's factory, and says what to change when the factory makes something else.

import {
  type ContextSource,
  type ContextUse,
  type SdkFactoryContext,
  trackContext,
} from './factory-context.ts';
import {
  lowLevelServer,
  type SdkLowLevelServer,
  type SdkMajor,
  type SdkServer,
  sdkMajor,
} from './sdk-shapes.ts';

/** Makes a server of the official SDK. Called whenever another one is needed; must make a new one each time. */
export type SdkFactory = {
  // A method, so that a factory that declares the SDK's own, richer type of context fits.
  make(context: SdkFactoryContext): SdkServer | Promise<SdkServer>;
}['make'];

export interface MadeServer {
  /** What the factory returned. */
  readonly product: SdkServer;
  readonly server: SdkLowLevelServer;
  /** What the factory has read of its context; goes on changing when it reads more. */
  readonly use: ContextUse;
}

const ENTRY = { v1: 'fromSdkV1', v2: 'fromSdk' } as const;

/** @throws TypeError when the factory makes no server of that SDK, or one that is in use; or what the factory throws. */
export async function makeServer(
  factory: SdkFactory,
  major: SdkMajor,
  source: ContextSource,
): Promise<MadeServer> {
  const { context, use, seal } = trackContext(source);
  let product: SdkServer;
  try {
    product = await factory(context);
  } finally {
    seal();
  }
  const server = lowLevelServer(product);
  if (server === undefined) {
    throw new TypeError(`The factory given to ${ENTRY[major]} must return a McpServer or a Server.`);
  }
  const made = sdkMajor(server);
  if (made !== major) {
    throw new TypeError(
      `The factory given to ${ENTRY[major]} makes servers of SDK ${made}: use ${ENTRY[made]}.`,
    );
  }
  if (server.transport !== undefined) {
    throw new TypeError(
      'The factory returned a server that is in use: make a new one, with everything registered on it, in each call.',
    );
  }
  return { product, server, use };
}
