// Two ways to hand state to a client and trust it when it comes back: signed (readable, unforgeable) and sealed
// (also secret). Both work with a ring of keys: the first signs and seals, all verify and open, so keys can rotate.
// HMAC-SHA-256 (RFC 2104) and AES-256-GCM (NIST SP 800-38D); keys are separated by purpose with HKDF (RFC 5869).

import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** In Base64url: 132 bits of a 256-bit tag, which is past any guessing, and half the header. */
const SIGNATURE_CHARS = 22;

interface RingKey {
  readonly signing: KeyObject;
  readonly sealing: KeyObject;
}

/** The fleet's secrets, newest first. */
export class KeyRing {
  readonly #keys: readonly [RingKey, ...RingKey[]];

  /**
   * @param secrets at least one, each 32 bytes or more; the first is used for new signatures.
   * @throws RangeError when there is none or one is too short.
   */
  constructor(secrets: readonly Uint8Array[]) {
    const [first, ...rest] = secrets.map(deriveKeys);
    if (first === undefined) throw new RangeError('A key ring needs at least one secret.');
    this.#keys = [first, ...rest];
  }

  /** Signs `payload` for one purpose. */
  sign(payload: string): string {
    return signature(this.#keys[0], payload);
  }

  /** Whether any key of the ring made this signature of `payload`. Takes the same time for every wrong one. */
  verify(payload: string, signed: string): boolean {
    const given = Buffer.from(signed);
    return this.#keys.some((key) => {
      // Compared as text: Base64 has several spellings of the same bytes, and a handle must have only one.
      const expected = Buffer.from(signature(key, payload));
      return given.length === expected.length && timingSafeEqual(expected, given);
    });
  }

  /**
   * Encrypts `plain`; it opens only with the same `context`, which is not part of the output.
   * @param nonce 12 random bytes, never used before.
   */
  seal(plain: string, context: string, nonce: Uint8Array): string {
    const cipher = createCipheriv('aes-256-gcm', this.#keys[0].sealing, nonce);
    cipher.setAAD(Buffer.from(context));
    const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64url');
  }

  /** The plain text, or undefined when it was not sealed by this ring for this context, or was altered. */
  open(sealed: string, context: string): string | undefined {
    const bytes = Buffer.from(sealed, 'base64url');
    if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
    // Base64 ignores stray characters; a state that does not read back the same was altered.
    if (bytes.toString('base64url') !== sealed) return undefined;
    for (const key of this.#keys) {
      const plain = tryOpen(key, bytes, context);
      if (plain !== undefined) return plain;
    }
    return undefined;
  }
}

function deriveKeys(secret: Uint8Array): RingKey {
  if (secret.length < 32) throw new RangeError('A fleet secret must have at least 32 bytes.');
  const derive = (purpose: string) =>
    createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', `mcp-fleet ${purpose}`, 32)));
  return { signing: derive('session handle'), sealing: derive('request state') };
}

function signature(key: RingKey, payload: string): string {
  return createHmac('sha256', key.signing).update(payload).digest('base64url').slice(0, SIGNATURE_CHARS);
}

function tryOpen(key: RingKey, bytes: Buffer, context: string): string | undefined {
  const decipher = createDecipheriv('aes-256-gcm', key.sealing, bytes.subarray(0, NONCE_BYTES));
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  try {
    const body = decipher.update(bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES));
    return Buffer.concat([body, decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
