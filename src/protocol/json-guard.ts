// A structural check of parsed JSON, before anything walks it recursively or copies its keys: nesting is bounded and
// keys that would reach a prototype when assigned are refused. Costs one visit per value.

/** Deep enough for any real argument, shallow enough for every recursive consumer behind us. */
export const MAX_JSON_DEPTH = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/**
 * Whether JSON text nests too deep, from its bytes alone. Parsing a body of brackets takes a hundred times as long as
 * counting them, so large bodies are counted first.
 */
export function nestsTooDeep(json: Uint8Array): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i] as number;
    if (inString) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (OPENING.has(byte) && ++depth > MAX_JSON_DEPTH) return true;
    else if (CLOSING.has(byte)) depth--;
  }
  return false;
}

/**
 * @returns what is wrong, as the end of a sentence that starts with "the body", or undefined when nothing is.
 */
export function findJsonProblem(value: unknown, depth = MAX_JSON_DEPTH): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth === 0) return `nests deeper than ${MAX_JSON_DEPTH} levels`;
  if (Array.isArray(value)) {
    for (const item of value) {
      if (typeof item !== 'object') continue;
      const problem = findJsonProblem(item, depth - 1);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
  // for-in is the cheapest walk; JSON.parse makes only own properties, so nothing inherited shows up.
  for (const key in value) {
    if (key === '__proto__') return 'has a key named "__proto__"';
    const member = (value as Record<string, unknown>)[key];
    if (typeof member !== 'object') continue;
    const problem = findJsonProblem(member, depth - 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
