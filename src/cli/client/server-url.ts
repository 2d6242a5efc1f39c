// The URL of a server from what a person types: `localhost:5000` means `http://localhost:5000/mcp`.

import { isIP } from 'node:net';
import { usageError } from '../cli-error.ts';

const DEFAULT_PATH = '/mcp';

/** @throws CliError when it cannot be a URL of a server */
export function toServerUrl(text: string): URL {
  const url = parse(text.trim());
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw usageError(`The URL must begin with http:// or https://, not ${url.protocol}//.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw usageError('Put credentials into the environment variable MCP_FLEET_TOKEN, not into the URL.');
  }
  if (url.pathname === '/') url.pathname = DEFAULT_PATH;
  url.hash = '';
  return url;
}

function parse(text: string): URL {
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  // A port alone is one of this machine.
  const full = hasScheme ? text : withScheme(text.replace(/^:?(\d+)(?=\/|$)/, 'localhost:$1'));
  if (!URL.canParse(full)) {
    throw usageError(`"${text}" is no URL; it looks like localhost:5000 or https://example.com/mcp.`);
  }
  return new URL(full);
}

/** TLS for what has a name in the public DNS; not for addresses, this machine and the names of a local network. */
function withScheme(text: string): string {
  const plain = `http://${text}`;
  if (!URL.canParse(plain)) return plain;
  const { hostname } = new URL(plain);
  const isLocal = isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 || !hostname.includes('.');
  return isLocal ? plain : `https://${text}`;
}
