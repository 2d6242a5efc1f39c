// The exchanges that each load is made of, with the headers and bodies that the official client sends.
// A connection runs `opening` once, repeats `loop` while the load lasts, and runs `closing` once at the end.
import {
  type AnswerCheck,
  checkEcho,
  checkInitialize,
  checkStatusOnly,
  checkSteps,
  checkToolList,
} from './answer-check.ts';

/** What differs from one request to the next; `id` and `text` are digits of fixed width. */
export interface Fill {
  host: string;
  id: string;
  text: string;
  sessionId: string;
}

export interface ExchangePlan {
  request(fill: Fill): string;
  statuses: readonly number[];
  check: AnswerCheck;
  /** The answer carries the session id that the exchanges after it use. */
  opensSession?: true;
}

export interface Workload {
  opening: readonly ExchangePlan[];
  loop: readonly ExchangePlan[];
  closing: readonly ExchangePlan[];
}

/** The tools that `tools-list` expects. */
export const listedToolCount = 20;

const sessionVersion = '2025-11-25';
const modernMeta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'mcp-fleet-bench', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

export const modernEcho: ExchangePlan = {
  request: (fill) => modernCall(fill, 'echo'),
  statuses: [200],
  check: checkEcho('modern'),
};

const authorizedEcho: ExchangePlan = {
  ...modernEcho,
  request: (fill) =>
    modernPost(fill, 'tools/call', callParams('echo', fill, modernMeta), [
      `authorization: Bearer ${process.env.BENCH_TOKEN}`,
    ]),
};

const modernSteps: ExchangePlan = {
  request: (fill) => {
    const meta = { ...modernMeta, progressToken: Number(fill.id) };
    return modernPost(fill, 'tools/call', callParams('steps', fill, meta));
  },
  statuses: [200],
  check: checkSteps,
};

const modernList: ExchangePlan = {
  request: (fill) => modernPost(fill, 'tools/list', { _meta: modernMeta }),
  statuses: [200],
  check: checkToolList(listedToolCount),
};

export const initialize: ExchangePlan = {
  request: (fill) =>
    http(fill, 'POST', [], {
      method: 'initialize',
      params: {
        protocolVersion: sessionVersion,
        capabilities: {},
        clientInfo: { name: 'mcp-fleet-bench', version: '1.0.0' },
      },
      jsonrpc: '2.0',
      id: Number(fill.id),
    }),
  statuses: [200],
  check: checkInitialize,
  opensSession: true,
};

const initialized: ExchangePlan = {
  request: (fill) =>
    http(fill, 'POST', sessionHeaders(fill), { jsonrpc: '2.0', method: 'notifications/initialized' }),
  statuses: [202],
  check: checkStatusOnly,
};

export const sessionEcho: ExchangePlan = {
  request: (fill) =>
    http(fill, 'POST', sessionHeaders(fill), {
      method: 'tools/call',
      params: callParams('echo', fill),
      jsonrpc: '2.0',
      id: Number(fill.id),
    }),
  statuses: [200],
  check: checkEcho('session'),
};

const endSession: ExchangePlan = {
  request: (fill) => http(fill, 'DELETE', sessionHeaders(fill)),
  statuses: [200, 202, 204],
  check: checkStatusOnly,
};

export const workloads = {
  'modern-call': { opening: [], loop: [modernEcho], closing: [] },
  'authorized-call': { opening: [], loop: [authorizedEcho], closing: [] },
  'session-call': { opening: [initialize, initialized], loop: [sessionEcho], closing: [endSession] },
  'tools-list': { opening: [], loop: [modernList], closing: [] },
  'sse-call': { opening: [], loop: [modernSteps], closing: [] },
  'session-lifecycle': { opening: [], loop: [initialize, sessionEcho, endSession], closing: [] },
  'session-open': { opening: [], loop: [initialize, initialized], closing: [] },
  'session-use': { opening: [], loop: [initialize, initialized, sessionEcho], closing: [] },
} satisfies Record<string, Workload>;

export type WorkloadName = keyof typeof workloads;

/** A `tools/call` of 2026-07-28; `headers` go with those it needs. */
export function modernCall(fill: Fill, tool: string, headers: readonly string[] = []): string {
  return modernPost(fill, 'tools/call', callParams(tool, fill, modernMeta), headers);
}

function callParams(name: string, fill: Fill, meta?: object): object {
  return { name, arguments: { text: `hello ${fill.text}` }, ...(meta === undefined ? {} : { _meta: meta }) };
}

function modernPost(fill: Fill, method: string, params: object, more: readonly string[] = []): string {
  const name = 'name' in params ? [`mcp-name: ${params.name}`] : [];
  const headers = ['mcp-protocol-version: 2026-07-28', `mcp-method: ${method}`, ...name, ...more];
  return http(fill, 'POST', headers, { method, params, jsonrpc: '2.0', id: Number(fill.id) });
}

function sessionHeaders(fill: Fill): string[] {
  return [`mcp-session-id: ${fill.sessionId}`, `mcp-protocol-version: ${sessionVersion}`];
}

function http(fill: Fill, method: 'POST' | 'DELETE', headers: string[], message?: object): string {
  const body = message === undefined ? '' : JSON.stringify(message);
  const lines = [
    `${method} /mcp HTTP/1.1`,
    `host: ${fill.host}`,
    'connection: keep-alive',
    ...headers,
    ...(message === undefined ? [] : ['content-type: application/json']),
    `accept: ${message === undefined ? '*/*' : 'application/json, text/event-stream'}`,
    'accept-language: *',
    'sec-fetch-mode: cors',
    'user-agent: node',
    'accept-encoding: gzip, deflate',
    ...(message === undefined ? [] : [`content-length: ${Buffer.byteLength(body)}`]),
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}
