// Lets a test see what a client put on the pipe of a server that it started.

import type { SentRequest, Wire } from './client.ts';

/** What both generations of the official transports have in common. */
interface LineTransport {
  send(message: never): Promise<void>;
  onmessage?: ((message: never) => void) | undefined;
}

/** Appends what the client sends to `sent`, and to each request its answer. To be called before it connects. */
export function recordLines(transport: LineTransport, sent: SentRequest[]): void {
  const unanswered = new Map<unknown, { reply: Wire | undefined }>();
  const send = transport.send.bind(transport);
  transport.send = (message) => {
    const body: Wire = message;
    const entry = { httpMethod: 'none', headers: new Headers(), body, status: 0, reply: undefined };
    sent.push(entry);
    if (body['id'] !== undefined && body['method'] !== undefined) unanswered.set(body['id'], entry);
    return send(message);
  };
  transport.onmessage = (message) => {
    const reply: Wire = message;
    const entry = reply['method'] === undefined ? unanswered.get(reply['id']) : undefined;
    if (entry === undefined) return;
    entry.reply = reply;
    unanswered.delete(reply['id']);
  };
}
