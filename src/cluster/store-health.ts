// How the store that nodes share is doing, as far as this node can tell.

export type StoreHealth =
  | { readonly state: 'up' }
  | {
      /** What needs the store is refused, or decided without it. */
      readonly state: 'degraded';
      /** For those who run the fleet: it names addresses. */
      readonly reason: string;
    };
