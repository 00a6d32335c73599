import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { AppError } from '../platform/errors.ts'

/** What a trial makes at random, once per installation. */
export interface TrialSecrets {
  secret: string
  /** Opens /phone from another device. */
  phoneKey: string
  passwords: Record<string, string>
}

const random = (bytes: number) => randomBytes(bytes).toString('base64url')

/** Reads the trial's secrets from its folder, or makes them (readable by the owner only). */
export function trialSecrets(folder: string): TrialSecrets {
  const path = join(folder, 'trial.json')
  try {
    if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as TrialSecrets
    mkdirSync(folder, { recursive: true })
    const made = { secret: random(32), phoneKey: random(9), passwords: {} }
    writeFileSync(path, JSON.stringify(made, null, 2), { mode: 0o600, flag: 'wx' })
    return made
  } catch (cause) {
    const what = (cause as Error).message
    throw new AppError('invalid', `The folder ${folder} cannot be used (${what}). Set PHYGITAL_DATA_DIR to another.`, {
      cause,
    })
  }
}

/** Keeps a made password, so that it can be printed at every start. */
export function keepPasswords(folder: string, secrets: TrialSecrets): void {
  writeFileSync(join(folder, 'trial.json'), JSON.stringify(secrets, null, 2), { mode: 0o600 })
}

export const newPassword = (): string => random(12)

/** This machine's address in the local network, for phones. Throws when it has none. */
export function lanAddress(): string {
  const found = Object.values(networkInterfaces())
    .flat()
    .find((it) => it && it.family === 'IPv4' && !it.internal)
  if (!found) throw new AppError('unavailable', 'This machine has no address in a local network. Start without --lan.')
  return found.address
}

/** A certificate made on the spot: browsers give the camera to secure pages only. */
export async function lanCertificate(address: string): Promise<{ key: string; cert: string }> {
  const { generate } = await import('selfsigned')
  const made = await generate([{ name: 'commonName', value: address }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: address },
          { type: 2, value: 'localhost' },
        ],
      },
    ],
  })
  return { key: made.private, cert: made.cert }
}
