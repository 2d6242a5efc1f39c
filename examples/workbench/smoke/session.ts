// One connected client and what it has been told, with the few calls that the checks share.
import {
  type CallToolResult,
  Client,
  type ElicitResult,
  type Progress,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';

export const ERAS = ['modern', 'legacy'] as const;
export type Era = (typeof ERAS)[number];

const WAIT_MS = 10_000;

export interface Session {
  era: Era;
  client: Client;
  /** What the user will answer to the next questions. */
  answer: ElicitResult;
  /** The messages of the questions so far. */
  questions: string[];
  /** Logger and data of the log messages so far. */
  logs: { logger: string | undefined; data: unknown }[];
  /** How often the list of resources has changed. */
  listChanges: number;
  updatedUris: string[];
}

/** Connects in the one era or not at all. */
export async function connect(url: URL, era: Era): Promise<Session> {
  const client = new Client(
    { name: 'workbench-smoke', version: '1.0.0' },
    {
      versionNegotiation: { mode: era === 'modern' ? { pin: '2026-07-28' } : 'legacy' },
      capabilities: { elicitation: { form: {} } },
    },
  );
  const session: Session = {
    era,
    client,
    answer: { action: 'cancel' },
    questions: [],
    logs: [],
    listChanges: 0,
    updatedUris: [],
  };
  client.setRequestHandler('elicitation/create', (request) => {
    session.questions.push(request.params.message);
    return session.answer;
  });
  client.setNotificationHandler('notifications/message', ({ params }) => {
    session.logs.push({ logger: params.logger, data: params.data });
  });
  client.setNotificationHandler('notifications/resources/list_changed', () => {
    session.listChanges += 1;
  });
  client.setNotificationHandler('notifications/resources/updated', ({ params }) => {
    session.updatedUris.push(params.uri);
  });
  await client.connect(new StreamableHTTPClientTransport(url));
  return session;
}

export interface ToolAnswer {
  result: CallToolResult;
  /** The first text in the result. */
  text: string;
  progress: Progress[];
}

/** Calls a tool, asking for its progress and for log messages. */
export async function call(
  { client, era }: Session,
  name: string,
  args: Record<string, unknown>,
): Promise<ToolAnswer> {
  const progress: Progress[] = [];
  // Before 2026-07-28 the level belongs to the session: see `logging/setLevel`.
  const meta = era === 'modern' ? { _meta: { 'io.modelcontextprotocol/logLevel': 'info' } } : {};
  const result = await client.callTool(
    { name, arguments: args, ...meta },
    { onprogress: (update) => progress.push(update), timeout: 30_000 },
  );
  const text = result.content.find((block) => block.type === 'text')?.text ?? '';
  return { result, text, progress };
}

/** Waits until `condition` holds, for what arrives on its own. */
export async function eventually(condition: () => boolean, what: string): Promise<void> {
  const deadlineMs = performance.now() + WAIT_MS;
  while (!condition()) {
    if (performance.now() > deadlineMs) throw new Error(`Within ${WAIT_MS} ms there was no ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
