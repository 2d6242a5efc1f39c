// The table of all options. One row says everything about one option; what is not here does not exist.

import { AUTH_ROWS } from './auth-rows.ts';
import {
  ENDPOINT_ROWS,
  FLEET_ROWS,
  OPERATION_ROWS,
  REQUEST_ROWS,
  SECRET_ROWS,
  STREAM_ROWS,
} from './node-rows.ts';
import { isPlaceholder, type Option, toOption } from './option.ts';
import { BREAKER_ROWS, OVERLOAD_ROWS, RATE_ROWS, TOOL_ROWS } from './protection-rows.ts';

const SECTIONS = {
  Endpoint: ENDPOINT_ROWS,
  Secrets: SECRET_ROWS,
  'Requests and connections': REQUEST_ROWS,
  'Streams and sessions': STREAM_ROWS,
  Overload: OVERLOAD_ROWS,
  'Rate limits': RATE_ROWS,
  'Circuit breakers': BREAKER_ROWS,
  'Single tools': TOOL_ROWS,
  Authentication: AUTH_ROWS,
  Fleet: FLEET_ROWS,
  Operation: OPERATION_ROWS,
};

export const OPTIONS: readonly Option[] = Object.entries(SECTIONS).flatMap(([section, rows]) =>
  Object.entries(rows).map(([path, row]) => toOption(path, row, section)),
);

export const OPTIONS_BY_PATH: ReadonlyMap<string, Option> = new Map(
  OPTIONS.map((option) => [option.path, option]),
);

/** Those that stand alone and have a constant default. */
export const NODE_DEFAULTS: Readonly<Record<string, unknown>> = Object.fromEntries(
  OPTIONS.filter(({ segments, kind, fallback, commandOnly }) => {
    const standsAlone = segments.length === 1 && kind.type !== 'switch';
    return standsAlone && commandOnly !== true && fallback !== undefined;
  }).map(({ path, fallback }) => [path, fallback]),
);

/** A place in a tree of options. */
export type Place =
  | { readonly type: 'option'; readonly option: Option }
  | Group
  /** Its members are named by the user. */
  | { readonly type: 'names'; readonly each: Place };

interface Group {
  readonly type: 'group';
  /** Turns the group on and off. */
  readonly toggle: Option | undefined;
  readonly members: ReadonlyMap<string, Place>;
  /** Off unless it is there: when it is there and says nothing, a door would stay open that was meant to be shut. */
  readonly protects: boolean;
}

/** Where options stand in a configuration file and in code. */
export const ROOT: Place = placeOf(OPTIONS, 0);

function placeOf(options: readonly Option[], depth: number): Place {
  const toggle = options.find(({ segments }) => segments.length === depth);
  if (toggle !== undefined && options.length === 1) return { type: 'option', option: toggle };
  const below = Map.groupBy(
    options.filter((option) => option !== toggle),
    ({ segments }) => segments[depth] as string,
  );
  const members = new Map([...below].map(([name, inside]) => [name, placeOf(inside, depth + 1)]));
  const [[name, each] = ['', undefined]] = members;
  if (each !== undefined && isPlaceholder(name)) return { type: 'names', each };
  return { type: 'group', toggle, members, protects: members.has('issuer') || members.has('perSecond') };
}
