// A step over keys that Redis runs as one: a Lua script, called by its hash. All keys of a call are in one hash slot.

import { createHash } from 'node:crypto';

export interface Script {
  readonly name: string;
  readonly source: string;
  readonly sha1: string;
  /** Run twice, it leaves what it leaves run once, and replies the same: it may be sent again when its reply was lost. */
  readonly isRepeatable: boolean;
  readonly isReadOnly: boolean;
}

export interface ScriptTraits {
  readonly isRepeatable: boolean;
  readonly isReadOnly?: boolean;
}

export function defineScript(name: string, traits: ScriptTraits, source: string): Script {
  const sha1 = createHash('sha1').update(source).digest('hex');
  return { name, source, sha1, isReadOnly: false, ...traits };
}
