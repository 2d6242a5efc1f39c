// Right arguments for each tool of the server under test. See `server/fixture.ts` for what they do.

import type { Chance } from './chance.ts';

type Arguments = (chance: Chance) => Record<string, unknown>;

const none: Arguments = () => ({});
const WORDS = ['alpha', 'Ä', '世界', '', 'a b', '\u2028'] as const;

/** Answered at once, or after some milliseconds, by the server alone. */
export const PLAIN_TOOLS: Readonly<Record<string, Arguments>> = {
  echo: (chance) => ({
    text: chance.one(WORDS),
    ...(chance.happens(0.5) && { count: chance.below(9) }),
    ...(chance.happens(0.5) && { tags: WORDS.slice(0, chance.below(4)) }),
    ...(chance.happens(0.3) && { inner: { deep: { deeper: [1, { x: null }] } } }),
  }),
  'add-zod': (chance) => ({ a: chance.below(100), b: 2 }),
  'greet-arktype': (chance) => ({ name: 'Ada', loud: chance.happens(0.5) }),
  'trim-valibot': () => ({ text: '  ab ', times: 2 }),
  'area-raw': (chance) => ({ width: 1 + chance.below(9), height: 2 }),
  json_schema_2020_12_tool: (chance) =>
    chance.happens(0.5)
      ? { name: 'Ada', contactMethod: 'phone', phone: '1', address: { street: 's', city: 'c' } }
      : { name: 'Bob', contactMethod: 'email', email: 'b@example.com' },
  zoo: zooArguments,
  test_simple_text: none,
  test_image_content: none,
  test_audio_content: none,
  test_embedded_resource: none,
  test_multiple_content_types: none,
  test_error_handling: none,
  test_logging_tool: none,
  test_changing_tool: none,
  test_trigger_tool_change: none,
  test_trigger_prompt_change: none,
  test_trigger_resource_update: none,
  'every-content': none,
  described: none,
  primes: none,
  weather: () => ({ city: 'Riga' }),
  work: (chance) => ({
    steps: chance.below(4),
    stepMs: chance.below(3),
    log: chance.happens(0.5),
    detach: chance.happens(0.1),
  }),
  flood: (chance) => ({ messages: chance.length(40), chars: chance.length(8000) }),
};

function zooArguments(chance: Chance): Record<string, unknown> {
  const right: Record<string, unknown> = {
    pattern: `${'a'.repeat(chance.length(4000))}bc`,
    unique: Array.from({ length: chance.length(300) }, (_, n) => (n % 2 === 0 ? n : { n: [n] })),
    constant: { a: [1, null, 'x'] },
    choice: chance.one([{ a: 1 }, [1, 2], 'text', 7, null]),
    tuple: ['x', 0.3],
    contains: [1, 'x', {}],
    names: { abc: 1, d_e: 2 },
    byPattern: { 'x-a': 1 },
    chain: { next: { next: { next: { tag: 'end' } } } },
    not: { a: 1 },
    some: 5,
    open: { a: 1 },
  };
  const chosen = Object.keys(right).filter(() => chance.happens(0.3));
  const args = Object.fromEntries(chosen.map((key) => [key, right[key]]));
  if ('some' in args) args['not'] = right['not'];
  return 'names' in args ? { ...args, unique: right['unique'] } : args;
}

/** Its argument is mirrored into a header. */
export const HEADER_TOOLS: Readonly<Record<string, Arguments>> = {
  test_header_param: (chance) => ({
    region: chance.one(['eu', 'us-east-1', 'Ä', ' padded ', '=?base64?eA==?=']),
  }),
  regional: (chance) => ({ region: 'eu', ...(chance.happens(0.5) && { shard: chance.below(100) }) }),
};

/** Ask the client for something before they answer. */
export const ASKING_TOOLS: Readonly<Record<string, Arguments>> = {
  test_sampling: () => ({ prompt: 'Say something.' }),
  test_elicitation: () => ({ message: 'Who are you?' }),
  test_elicitation_sep1034_defaults: none,
  test_elicitation_sep1330_enums: none,
  test_streaming_elicitation: none,
  test_input_required_result_sampling: none,
  test_input_required_result_list_roots: none,
  test_input_required_result_elicitation: none,
  test_input_required_result_request_state: none,
  test_input_required_result_multiple_inputs: none,
  test_input_required_result_multi_round: none,
  test_input_required_result_capabilities: none,
  'ask-form': none,
  'ask-url': none,
  'ask-model': none,
  'ask-roots': none,
  'ask-in-sequence': none,
  'ask-at-once': none,
  'ask-sdk-style': none,
  'return-at-once': none,
  'return-in-steps': () => ({ order: 'tea' }),
  'return-state-only': none,
};

export interface ToolCall {
  readonly name: string;
  readonly arguments: Record<string, unknown>;
}

export function toolCall(tools: Readonly<Record<string, Arguments>>, chance: Chance): ToolCall {
  const name = chance.one(Object.keys(tools));
  return { name, arguments: (tools[name] as Arguments)(chance) };
}

export const TOOL_NAMES: readonly string[] = [PLAIN_TOOLS, HEADER_TOOLS, ASKING_TOOLS].flatMap(Object.keys);
