// What makes an answer right, by meaning: status, JSON-RPC id, echoed text, the progress before it, the number of tools.
// Each check returns what is wrong, or `undefined`. Runs on the first answer of each kind on each connection and on every
// answer that differs from the learned bytes.
import { isDeepStrictEqual } from 'node:util';
import { stepCount } from '../servers/tools.ts';

/** An answer decoded for checking. */
export interface DecodedAnswer {
  status: number;
  contentType: string;
  sessionId: string | undefined;
  body: string;
}

export interface Expected {
  id: number;
  text: string;
}

export type AnswerCheck = (answer: DecodedAnswer, expected: Expected) => string | undefined;

interface Message {
  jsonrpc?: unknown;
  id?: unknown;
  method?: unknown;
  params?: unknown;
  result?: Record<string, unknown>;
}

/** A result that echoes the text and nothing else; `resultType` belongs to the 2026-07-28 era. */
export function checkEcho(era: 'modern' | 'session'): AnswerCheck {
  return (answer, expected) => {
    const messages = messagesOf(answer);
    if (messages.length !== 1) return `${messages.length} messages where one was expected`;
    return wrongEcho(messages[0], expected, era);
  };
}

/** Three progress notifications for this request, in order, and then the echoed text. */
export const checkSteps: AnswerCheck = (answer, expected) => {
  if (answer.contentType !== 'text/event-stream') return `an answer of type ${answer.contentType}, not SSE`;
  const messages = messagesOf(answer);
  if (messages.length !== stepCount + 1)
    return `${messages.length} events where ${stepCount + 1} were expected`;
  for (let progress = 1; progress <= stepCount; progress++) {
    const { method, params } = messages[progress - 1] ?? {};
    const wanted = { progressToken: expected.id, progress, total: stepCount };
    if (method !== 'notifications/progress' || !isDeepStrictEqual(params, wanted))
      return `event ${progress} is not its step`;
  }
  return wrongEcho(messages[stepCount], expected, 'modern');
};

/** A catalogue of exactly `count` tools with different names, each with an object schema, on one page. */
export function checkToolList(count: number): AnswerCheck {
  return (answer, expected) => {
    const result = resultOf(messagesOf(answer)[0], expected);
    if (typeof result === 'string') return result;
    const tools = Array.isArray(result.tools) ? result.tools : [];
    const names = new Set(tools.map((tool) => tool?.name));
    if (tools.length !== count || names.size !== count)
      return `${names.size} tools where ${count} were expected`;
    if (tools.some((tool) => tool?.inputSchema?.type !== 'object')) return 'a tool without an object schema';
    return result.nextCursor === undefined ? undefined : 'only the first page of the tools';
  };
}

export const checkInitialize: AnswerCheck = (answer, expected) => {
  const result = resultOf(messagesOf(answer)[0], expected);
  if (typeof result === 'string') return result;
  if (result.protocolVersion !== '2025-11-25') return `protocol version ${String(result.protocolVersion)}`;
  return answer.sessionId === undefined ? 'no Mcp-Session-Id header' : undefined;
};

/** Notifications and DELETE: the status says it all. */
export const checkStatusOnly: AnswerCheck = () => undefined;

function wrongEcho(
  message: Message | undefined,
  expected: Expected,
  era: 'modern' | 'session',
): string | undefined {
  const result = resultOf(message, expected);
  if (typeof result === 'string') return result;
  if (!isDeepStrictEqual(result.content, [{ type: 'text', text: expected.text }])) {
    return `content ${JSON.stringify(result.content)} where the text "${expected.text}" was expected`;
  }
  if (result.isError === true) return 'a result that is an error';
  return era === 'modern' && result.resultType !== 'complete'
    ? `resultType ${String(result.resultType)}`
    : undefined;
}

function resultOf(message: Message | undefined, expected: Expected): Record<string, unknown> | string {
  if (message?.jsonrpc !== '2.0') return 'no JSON-RPC 2.0 message';
  if (message.id !== expected.id) return `id ${JSON.stringify(message.id)} where ${expected.id} was expected`;
  return message.result ?? 'no result';
}

/** The JSON-RPC messages of a body: one if it is JSON, those with data if it is a stream of events. */
function messagesOf({ contentType, body }: DecodedAnswer): Message[] {
  if (contentType === 'application/json') return [JSON.parse(body)];
  if (contentType !== 'text/event-stream') return [];
  const payloads = body.split('\n\n').map((event) =>
    event
      .split('\n')
      .filter((line) => line.startsWith('data:'))
      .map((line) => line.slice(5).trimStart())
      .join('\n'),
  );
  return payloads.filter((data) => data !== '').map((data) => JSON.parse(data));
}
