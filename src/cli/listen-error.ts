// Why a port cannot be listened on, and what to change.

export function explainListenError(
  error: NodeJS.ErrnoException,
  { host, port }: { readonly host: string; readonly port: number },
): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use; choose another with --port, or --port 0 for a free one.`;
    case 'EACCES':
      return `Port ${port} may not be opened by this user; choose one above 1023 with --port.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine; choose another with --host.`;
    default:
      // The system's errors have a code; the others are of the server itself, and say what is wrong with it.
      if (error.code === undefined) return error.message;
      return `The server could not listen on ${host}:${port}: ${error.message}`;
  }
}
