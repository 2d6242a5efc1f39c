// The API keys of the keyed server and of the clients that fuzz it. `verify` answers at once or a little later.

interface User {
  readonly id: string;
  readonly scopes: readonly string[];
}

/** May do everything. */
export const FULL_KEY = 'key-of-ada';
/** Somebody else, who may do everything too. */
export const OTHER_KEY = 'key-of-bob';
/** May call no tool that changes something. */
export const LIMITED_KEY = 'key-of-eve';

export const KEYS: ReadonlyMap<string, User> = new Map([
  [FULL_KEY, { id: 'ada', scopes: ['use', 'change'] }],
  [OTHER_KEY, { id: 'bob', scopes: ['use', 'change'] }],
  [LIMITED_KEY, { id: 'eve', scopes: ['use'] }],
]);
