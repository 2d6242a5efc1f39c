// After `npm start` has reported its URL: what to try next.
const URL_PATTERN = /https?:\/\/\S+\/mcp\b/;

/** Returns a listener for the server's output that prints the hint once. */
export function watchForUrl() {
  let seen = '';
  let printed = false;
  return (text) => {
    if (printed) return;
    seen += text;
    const url = URL_PATTERN.exec(seen)?.[0];
    if (url === undefined || !seen.endsWith('\n')) return;
    printed = true;
    process.stdout.write(hint(url));
  };
}

function hint(url) {
  const request = {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/list',
    params: {
      _meta: {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    },
  };
  return `
Try it from another terminal:

  curl -sS ${url} \\
    -H 'Content-Type: application/json' \\
    -H 'Accept: application/json, text/event-stream' \\
    -H 'MCP-Protocol-Version: 2026-07-28' \\
    -H 'Mcp-Method: tools/list' \\
    -d '${JSON.stringify(request)}'

Three processes serve as one fleet. The log tells their ids: end one the hard way, "kill -9 ID", and call again: its
sessions go on, and another process takes its place.

README.md shows how to connect a client and how to write a server of your own. Ctrl-C stops this one.

`;
}
