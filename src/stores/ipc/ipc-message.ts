// What a process and its parent say to each other about stores that the parent holds. Structured-cloned by Node, so values
// need no encoding of their own.

/** The stores that are called like functions. */
export const CALLED_STORES = ['sessions', 'events', 'rates', 'directory', 'secrets'] as const;
export type CalledStore = (typeof CALLED_STORES)[number];

/** From the process to its parent. */
export type ToParent =
  | {
      readonly fleet: 'call';
      readonly id: number;
      readonly store: CalledStore;
      readonly method: string;
      readonly args: readonly unknown[];
    }
  | { readonly fleet: 'publish'; readonly channel: string; readonly message: string }
  | { readonly fleet: 'subscribe'; readonly id: number; readonly channel: string }
  | { readonly fleet: 'unsubscribe'; readonly channel: string };

/** From the parent to the process. */
export type ToChild =
  | { readonly fleet: 'result'; readonly id: number; readonly value: unknown }
  | { readonly fleet: 'failure'; readonly id: number; readonly message: string }
  | { readonly fleet: 'message'; readonly channel: string; readonly message: string };

/** Whether a message is one of these: the channel may carry others too. */
export function isStoreMessage(value: unknown): value is { readonly fleet: string } {
  return (
    typeof value === 'object' && value !== null && typeof (value as { fleet?: unknown }).fleet === 'string'
  );
}
