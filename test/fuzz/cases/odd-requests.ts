// Other methods, other paths, other versions of HTTP: the pages beside the MCP endpoint and what nobody serves.

import { mutateHeaders } from '../generate/header-mutator.ts';
import { commonHeaders, type Header, type HttpRequest, mirrored } from '../generate/http-request.ts';
import { tweakText } from '../generate/json-mutator.ts';
import { Fault } from '../judge/fault.ts';
import type { FuzzCase } from '../run/fuzz-case.ts';
import { anyRightRequest } from './broken-messages.ts';

const TARGETS = [
  '/health',
  '/ready',
  '/.well-known/oauth-protected-resource',
  '/.well-known/oauth-protected-resource/mcp',
  '/.well-known/oauth-authorization-server',
  '/',
  '/mcp/',
  '/mcp?x=1',
  '/mcp?',
  '/mcp#x',
  '/MCP',
  '/%6dcp',
  '//mcp',
  '/mcp/../mcp',
  '/./mcp',
  '/health?x',
  '/healthz',
  '*',
  'http://127.0.0.1/mcp',
  'http://evil.example/mcp',
  '/__proto__',
  '/%00',
  '/%',
  `/${'x'.repeat(3000)}`,
] as const;

/** Those that Node's parser knows; others are refused by it. */
const METHODS = [
  'GET',
  'HEAD',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'M-SEARCH',
  'LINK',
  'PURGE',
  'QUERY',
] as const;

export async function oddRequest(it: FuzzCase): Promise<void> {
  const { chance } = it;
  const request = await anyRightRequest(it);
  if (chance.happens(0.7)) request.method = chance.one(METHODS);
  if (chance.happens(0.7)) request.target = oddTarget(it);
  if (chance.happens(0.1)) request.version = 'HTTP/1.0';
  if (chance.happens(0.7)) request.body = undefined;
  if (chance.happens(0.3)) mutateHeaders(request, chance.between(1, 3), chance);
  await it.exchange(request);
}

function oddTarget({ chance }: FuzzCase): string {
  const target = chance.one(TARGETS);
  if (chance.happens(0.7)) return target;
  const tweaked = tweakText(target, chance).replaceAll(/[^\x21-\x7e]/g, '');
  return /^[/*]/.test(tweaked) ? tweaked : `/${tweaked}`;
}

/** A question of a browser, whether a page may send a request. */
export async function preflight(it: FuzzCase): Promise<void> {
  const { chance } = it;
  const headers: Header[] = [
    ['Host', 'localhost'],
    ['Origin', chance.one(['http://localhost', 'http://127.0.0.1:3000', 'https://evil.example', 'null'])],
    ['Access-Control-Request-Method', chance.one(['POST', 'DELETE', 'PUT'])],
    [
      'Access-Control-Request-Headers',
      chance.one(['content-type,mcp-param-x', '', 'x'.repeat(2000), '\xe9']),
    ],
  ];
  const request: HttpRequest = {
    method: 'OPTIONS',
    target: '/mcp',
    version: 'HTTP/1.1',
    headers,
    body: undefined,
  };
  if (chance.happens(0.5)) mutateHeaders(request, chance.between(1, 3), chance);
  await it.exchange(request);
}

/** A session's handle that is nearly right must be nobody's. */
export async function forgedHandle(it: FuzzCase): Promise<void> {
  const { chance } = it;
  const revision = it.sessionRevision();
  const { handle = '', key } = await it.facts(revision);
  const forged = forge(handle, it);
  const request = await anyRightRequest(it, { revision, handle: forged, key });
  const method = chance.one(['POST', 'POST', 'GET', 'DELETE']);
  if (method !== 'POST') {
    request.method = method;
    request.body = undefined;
    request.headers = [...commonHeaders({ revision, handle: forged, key }), ['Accept', 'text/event-stream']];
  }
  const answer = await it.exchange(request);
  if (answer.status < 300 && forged.trim() !== handle) {
    throw new Fault(`a forged session handle was taken: ${JSON.stringify(forged)}, made from ${handle}`);
  }
}

function forge(handle: string, { chance, number }: FuzzCase): string {
  const [payload = '', signature = ''] = handle.split('.');
  switch (chance.below(7)) {
    case 0:
      return `${payload}.${signature.slice(0, -1)}`;
    case 1: {
      const fields = Buffer.from(payload, 'base64url').toString().replace(/\d/, '9');
      return `${Buffer.from(`${fields} `).toString('base64url')}.${signature}`;
    }
    case 2:
      return `${Buffer.from(JSON.stringify([`x${number}`, 0, 0, '', { c: {} }])).toString('base64url')}.${signature}`;
    case 3:
      return `${payload}.${signature}${chance.one(['=', '.', 'A', ' x'])}`;
    case 4:
      return signature;
    default:
      return mirrored(tweakText(handle, chance)).slice(0, 6000);
  }
}
