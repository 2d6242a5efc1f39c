// The names of everything this store keeps in Redis. docs/redis.md tells what is in each, and a test holds the two equal.
// Steps over several keys need them in one hash slot of a cluster; the text in braces sees to that.

/** What prefixes may be made of: braces would change the hash slots. */
const PREFIX = /^[\w:.-]{1,64}$/;

export class Keys {
  readonly #prefix: string;
  /** When Redis began to hold sessions. */
  readonly born: string;
  readonly nodes: string;
  readonly nodeNotes: string;
  readonly secrets: string;

  /** @throws TypeError when the prefix is not one */
  constructor(prefix: string) {
    if (!PREFIX.test(prefix)) {
      throw new TypeError(
        `keyPrefix must be 1 to 64 letters, digits, "_", "-", "." or ":", like "mcp:": "${prefix}".`,
      );
    }
    this.#prefix = prefix;
    this.born = `${prefix}born`;
    this.nodes = `${prefix}nodes`;
    this.nodeNotes = `${prefix}{${this.nodes}}:notes`;
    this.secrets = `${prefix}secrets`;
  }

  session(id: string): string {
    return `${this.#prefix}session:${id}`;
  }

  /** The streams of a session are in one slot. */
  events(sessionId: string, streamId: string): string {
    return `${this.#prefix}events:{${sessionId}}:${streamId}`;
  }

  /** One for each node that the stream has lost. */
  claim(sessionId: string, streamId: string, lostNodeId: string): string {
    return `${this.#prefix}claim:{${sessionId}}:${streamId}:${lostNodeId}`;
  }

  /** All buckets are in one slot: a call takes from several of them, or from none. */
  rate(scope: string, key: string): string {
    return `${this.#prefix}{rate}:${scope}:${key}`;
  }

  node(id: string): string {
    return `${this.#prefix}node:${id}`;
  }

  channel(name: string): string {
    return `${this.#prefix}bus:${name}`;
  }
}
