// An access token for the load and the key that proves it, made anew for each run and handed to both sides by the
// environment, so that no key lies in the repository.
import { generateKeyPairSync, sign } from 'node:crypto';

export const benchIssuer = 'https://issuer.bench.invalid';
export const benchAudience = 'https://mcp.bench.invalid/mcp';
const lifeSeconds = 3600;

/** For the processes that are started from now on. */
export function provideToken(): void {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'bench', alg: 'ES256', use: 'sig' };
  const nowSeconds = Math.floor(Date.now() / 1000);
  const claims = {
    iss: benchIssuer,
    aud: benchAudience,
    sub: 'bench',
    iat: nowSeconds,
    exp: nowSeconds + lifeSeconds,
  };
  const head = encode({ alg: 'ES256', kid: 'bench', typ: 'at+jwt' });
  const body = `${head}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(body), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  process.env.BENCH_TOKEN = `${body}.${signature.toString('base64url')}`;
  process.env.BENCH_JWKS = JSON.stringify({ keys: [jwk] });
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
