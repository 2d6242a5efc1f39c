// What tools want to remember between two rounds of questions, signed by the SDK's own codec. In a real fleet the key
// comes from the environment, so that every node can read what another one signed.

import { createRequestStateCodec } from '@modelcontextprotocol/server';

export interface State {
  readonly tool: string;
  readonly name?: string;
}

export const states = createRequestStateCodec<State>({ key: 'a key for examples, known to everyone' });
