import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
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
    if (existsSync(path)) return readSecrets(path)
    mkdirSync(folder, { recursive: true })
    const made = { secret: random(32), phoneKey: random(9), passwords: {} }
    writeFileSync(path, JSON.stringify(made, null, 2), { mode: 0o600, flag: 'wx' })
    return made
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    const what = (cause as Error).message
    throw new AppError('invalid', `The folder ${folder} cannot be used (${what}). Set PHYGITAL_DATA_DIR to another.`, {
      cause,
    })
  }
}

function readSecrets(path: string): TrialSecrets {
  const text = readFileSync(path, 'utf8')
  try {
    return JSON.parse(text) as TrialSecrets
  } catch (cause) {
    const words = `${path} is damaged, and with it the trial's secrets. Put a copy of it back, or begin a new trial in another folder (PHYGITAL_DATA_DIR).`
    throw new AppError('invalid', words, { cause })
  }
}

/** Keeps a made password, so that it can be printed at every start. */
export function keepPasswords(folder: string, secrets: TrialSecrets): void {
  // Whole or not at all: these passwords are nowhere else.
  const file = join(folder, 'trial.json')
  writeFileSync(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 })
  renameSync(`${file}.new`, file)
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
