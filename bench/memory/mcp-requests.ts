// The few requests that the memory rows send by hand, one at a time.

export const acceptBoth = 'application/json, text/event-stream';

/** Sends one message as the official client does in the 2026-07-28 era, and gives the body of the answer. */
export async function modernCall(port: number, text: string): Promise<string> {
  const { headers, body } = modernRequest('tools/call', { name: 'echo', arguments: { text } });
  const answer = await fetch(`http://127.0.0.1:${port}/mcp`, {
    method: 'POST',
    headers: { ...headers, 'mcp-name': 'echo' },
    body,
  });
  return await answer.text();
}

export function modernRequest(
  method: string,
  params: object,
): { headers: Record<string, string>; body: string } {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'mcp-fleet-bench', version: '1.0.0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const headers = {
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': method,
    'content-type': 'application/json',
    accept: acceptBoth,
  };
  return { headers, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } }) };
}

/** Opens a session of 2025-11-25 and gives the headers that belong to it. */
export async function openSession(port: number): Promise<Record<string, string>> {
  const url = `http://127.0.0.1:${port}/mcp`;
  const headers = { 'content-type': 'application/json', accept: acceptBoth };
  const clientInfo = { name: 'mcp-fleet-bench', version: '1.0.0' };
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo };
  const initialize = { jsonrpc: '2.0', id: 1, method: 'initialize', params };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(initialize) });
  await answer.text();
  const sessionId = answer.headers.get('mcp-session-id');
  if (sessionId === null)
    throw new Error(`initialize was answered with status ${answer.status} and no session id`);
  const sessionHeaders = { 'mcp-session-id': sessionId, 'mcp-protocol-version': '2025-11-25' };
  const initialized = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' });
  await (
    await fetch(url, { method: 'POST', headers: { ...headers, ...sessionHeaders }, body: initialized })
  ).text();
  return sessionHeaders;
}
