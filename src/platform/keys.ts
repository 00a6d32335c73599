import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hash,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import { nanoid } from 'nanoid'

/** Everything made from the server's secret. Each purpose has a key of its own (HKDF, RFC 5869). */
export interface Keys {
  /** HMAC-SHA256 as base64url, cut to 128 bits: link tokens and look-up hashes. */
  mac(purpose: string, ...parts: (string | number)[]): string
  /** AES-256-GCM; the result carries its nonce and tag. */
  seal(purpose: string, text: string): string
  /** Opens what `seal` made; throws when it was made elsewhere or changed. */
  open(purpose: string, sealed: string): string
  /** The secret for a library that wants one of its own. */
  derive(purpose: string): string
}

/** @param secret the installation's secret, 32+ characters */
export function createKeys(secret: string): Keys {
  // Key objects: making one out of bytes costs four times the HMAC itself.
  const cache = new Map<string, KeyObject>()
  const key = (purpose: string): KeyObject => {
    let made = cache.get(purpose)
    if (!made) {
      made = createSecretKey(Buffer.from(hkdfSync('sha256', secret, 'phygital', purpose, 32)))
      cache.set(purpose, made)
    }
    return made
  }
  return {
    mac: (purpose, ...parts) =>
      createHmac('sha256', key(purpose)).update(parts.join('\u0000')).digest().subarray(0, 16).toString('base64url'),
    seal(purpose, text) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key(purpose), nonce)
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
    },
    open(purpose, sealed) {
      const bytes = Buffer.from(sealed, 'base64url')
      // Stated, or a tag cut to 4 bytes would be taken.
      const options = { authTagLength: 16 }
      const decipher = createDecipheriv('aes-256-gcm', key(purpose), bytes.subarray(0, 12), options)
      decipher.setAuthTag(bytes.subarray(12, 28))
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
    },
    derive: (purpose) => key(purpose).export().toString('base64url'),
  }
}

/** A new unguessable token: 132 bits, 22 characters of base64url. */
export const newToken = (): string => nanoid(22)

/** SHA-256 of a high-entropy token, for storing it. */
export const hashToken = (token: string): string => hash('sha256', token, 'base64url')

/** Equality whose time does not tell where two texts differ. */
export function sameText(a: string, b: string): boolean {
  const [x, y] = [hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer')]
  return timingSafeEqual(x, y)
}
