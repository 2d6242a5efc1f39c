// The few requests that the memory rows send by hand, one at a time.

const deadlineMs = 10_000;
const clientInfo = { name: 'mcp-fleet-bench', version: '1.0.0' };
const jsonHeaders = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };

export interface PostRequest {
  headers: Record<string, string>;
  body: string;
}

/** Calls `echo` as the official client does in the 2026-07-28 era, and gives the body of the answer. */
export async function callEcho(port: number, text: string): Promise<string> {
  const { headers, body } = modernRequest('tools/call', { name: 'echo', arguments: { text } });
  return (await post(port, { headers: { ...headers, 'mcp-name': 'echo' }, body })).text();
}

export function modernRequest(method: string, params: object): PostRequest {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': clientInfo,
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const headers = { ...jsonHeaders, 'mcp-protocol-version': '2026-07-28', 'mcp-method': method };
  return { headers, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } }) };
}

/** Opens a session of 2025-11-25 and gives the headers that belong to it. */
export async function openSession(port: number): Promise<Record<string, string>> {
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo };
  const initialize = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
  const answer = await post(port, { headers: jsonHeaders, body: initialize });
  await answer.text();
  const sessionId = answer.headers.get('mcp-session-id');
  if (sessionId === null) throw new Error(`initialize: status ${answer.status} and no session id`);
  const sessionHeaders = { 'mcp-session-id': sessionId, 'mcp-protocol-version': '2025-11-25' };
  const initialized = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' });
  await (await post(port, { headers: { ...jsonHeaders, ...sessionHeaders }, body: initialized })).text();
  return sessionHeaders;
}

function post(port: number, request: PostRequest): Promise<Response> {
  const signal = AbortSignal.timeout(deadlineMs);
  return fetch(`http://127.0.0.1:${port}/mcp`, { method: 'POST', ...request, signal });
}
