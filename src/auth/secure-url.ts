// Which URLs keys, tokens and metadata may come from and go to: those over TLS, and those that never leave this
// machine.

/** Whether a host name, as `URL` has it, can only mean this machine. */
export function isLoopbackName(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

export function isSecure({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackName(hostname));
}
