// Loaded into every measured server with `--import`: how long it takes, within the server, from a request whose headers
// Node has parsed to the moment at which the answer has left for the operating system. Node itself tells both moments
// (diagnostics channels), so it is the same for any server and none of its code is touched.
import { channel } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { isMainThread } from 'node:worker_threads';
import type { Quantiles } from './generator/messages.ts';
import { Latencies } from './generator/tally.ts';

/** Since the last question. */
export interface AnswerTimes {
  refusalCount: number;
  /** Of answers 429 and 503. */
  refusals: Quantiles;
}

export const answerTimesQuestion = { probe: 'answer-times' } as const;

const startedAtMs = Symbol('startedAtMs');

interface HttpEvent {
  /** Carries one request at a time, so it can carry its start too: the cheapest place there is. */
  socket: Socket & { [startedAtMs]?: number };
  response: ServerResponse;
}

let refusals = new Latencies();

if (isMainThread && process.channel !== undefined) {
  channel('http.server.request.start').subscribe((event) => {
    (event as HttpEvent).socket[startedAtMs] = performance.now();
  });
  channel('http.server.response.finish').subscribe((event) => {
    const { socket, response } = event as HttpEvent;
    if (response.statusCode !== 503 && response.statusCode !== 429) return;
    const startMs = socket[startedAtMs];
    if (startMs !== undefined) refusals.record(performance.now() - startMs);
  });
  process.on('message', (question: { probe: string }) => {
    if (question.probe !== answerTimesQuestion.probe) return;
    process.send?.({ refusalCount: refusals.total, refusals: refusals.quantiles() } satisfies AnswerTimes);
    refusals = new Latencies();
  });
}
