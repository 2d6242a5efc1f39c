// Fills what the server keeps up to a bound, so that what grows after that grows for ever.

import { setTimeout as delay } from 'node:timers/promises';
import { deletion, type HttpRequest, post, toBytes } from '../generate/http-request.ts';
import { jsonText } from '../generate/json-text.ts';
import { initialize } from '../generate/messages.ts';
import { Fault } from '../judge/fault.ts';
import { Connection } from './connection.ts';
import type { Target } from './target.ts';
import { Transcript } from './transcript.ts';

/** The log of events holds 64 Mi characters, and one Mi of a stream. */
const STREAMS = 70;
const FLOOD = { messages: 12, chars: 90_000 };
const REVISION = '2025-11-25';

/** Calls a tool that streams until the log of events is full. @throws Fault */
export async function fillEventLog({ port, key }: Target): Promise<void> {
  const connection = await Connection.open(port, new Transcript());
  const ask = async (request: HttpRequest) => {
    connection.ask(toBytes(request), request.method);
    return connection.answer(request);
  };
  const opening = initialize(REVISION, 1);
  const opened = await ask(post(Buffer.from(jsonText(opening)), opening, { revision: REVISION, key }));
  const handle = opened.headers.get('mcp-session-id');
  if (handle === undefined) throw new Fault(`no session was opened: ${opened.status} ${opened.text}`);
  const facts = { revision: REVISION, key, handle } as const;
  const send = (method: string, params: object) => {
    const message = { jsonrpc: '2.0', id: 1, method, params };
    return ask(post(Buffer.from(jsonText(message)), message, facts));
  };
  await send('logging/setLevel', { level: 'debug' });
  for (let stream = 0; stream < STREAMS; stream++) {
    const { text } = await send('tools/call', { name: 'flood', arguments: FLOOD });
    while (text === undefined && (await connection.event()) !== undefined);
    // Not faster than the protections of the server let it.
    if (text !== undefined) await delay(50);
  }
  await ask(deletion(handle, key));
  await connection.finish();
}
