// Whom an address limit counts as one client. An IPv6 client commonly has a whole /64 network to itself and can take a
// new address for every call (RFC 6177, RFC 8981), so the network is what is counted.

const MAPPED_IPV4 = '::ffff:';
const GROUPS_OF_ADDRESS = 8;
const GROUPS_OF_NETWORK = 4;

/** @param address as `net.Socket` writes it */
export function clientNetwork(address: string): string {
  const firstColon = address.indexOf(':');
  if (firstColon === -1) return address;
  if (address.startsWith(MAPPED_IPV4) && address.includes('.')) return address.slice(MAPPED_IPV4.length);
  return prefixOf(address, firstColon) ?? expandedPrefix(address);
}

/** The first four groups as they are written, when none of them is left out: the common case, without a copy. */
function prefixOf(address: string, firstColon: number): string | undefined {
  let colon = firstColon;
  for (let groups = 1; groups < GROUPS_OF_NETWORK; groups++) {
    const next = address.indexOf(':', colon + 1);
    if (next <= colon + 1) return undefined;
    colon = next;
  }
  return address.slice(0, colon);
}

function expandedPrefix(address: string): string {
  const [head = '', tail = ''] = address.split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail);
  // An IPv4 address at the end stands for two groups.
  const written = before.length + after.length + (tail.includes('.') ? 1 : 0);
  const zeros = Array.from({ length: Math.max(0, GROUPS_OF_ADDRESS - written) }, () => '0');
  return [...before, ...zeros, ...after].slice(0, GROUPS_OF_NETWORK).join(':');
}

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':');
}
