// The protocol revisions that a request can be of.

export const MODERN = '2026-07-28';
export const SESSION_REVISIONS = ['2025-11-25', '2025-06-18', '2025-03-26'] as const;
export type SessionRevision = (typeof SESSION_REVISIONS)[number];
export type Revision = typeof MODERN | SessionRevision;

/** What a client can do: everything, so that no question is refused for want of it. Made anew, to be broken. */
export function allCapabilities(): Record<string, unknown> {
  return {
    roots: { listChanged: true },
    sampling: { tools: {}, context: {} },
    elicitation: { form: {}, url: {} },
  };
}
