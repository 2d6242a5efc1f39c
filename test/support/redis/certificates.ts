// Certificates for servers that speak TLS: an authority of the test's own, and one certificate that it has signed, good
// for 127.0.0.1 and for the name redis.test.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Paths of PEM files. */
export interface Certificates {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** `remove` deletes the files. */
export function makeCertificates(): Certificates & { remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-fleet-tls-'));
  const path = (name: string): string => join(folder, name);
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'ignore' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  writeFileSync(path('names'), 'subjectAltName=IP:127.0.0.1,DNS:redis.test\n');
  openssl(
    ...['req', '-x509', ...newKey, '-days', '2', '-subj', '/CN=authority of a test'],
    ...['-keyout', path('ca.key'), '-out', path('ca.pem')],
  );
  openssl('req', ...newKey, '-subj', '/CN=server', '-keyout', path('server.key'), '-out', path('server.csr'));
  openssl(
    ...[
      'x509',
      '-req',
      '-in',
      path('server.csr'),
      '-days',
      '2',
      '-extfile',
      path('names'),
      '-CAcreateserial',
    ],
    ...['-CA', path('ca.pem'), '-CAkey', path('ca.key'), '-out', path('server.pem')],
  );
  return {
    ca: path('ca.pem'),
    cert: path('server.pem'),
    key: path('server.key'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
