import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { request } from '@playwright/test'
import { embed } from './embed.ts'

type Login = Awaited<ReturnType<Awaited<ReturnType<typeof request.newContext>>['storageState']>>

export interface Sample {
  /** Cookies of the staff by e-mail; sessions live in the database, so they hold in every copy. */
  logins: Map<string, Login>
  copyTo(folder: string): Promise<void>
  remove(): Promise<void>
}

const FILES = ['phygital.db', 'trial.json']

/** The sample brand, made once and copied into the folder of each world. */
export async function makeSample(): Promise<Sample> {
  const folder = await mkdtemp(join(tmpdir(), 'phygital-sample-'))
  const config = embed.readConfig({ PHYGITAL_DATA_DIR: folder, PHYGITAL_PORT: '0', PHYGITAL_LOG_LEVEL: 'error' })
  const log = embed.createLog('error')
  const opened = await embed.openApp({ config, log })
  await embed.prepareSample(opened)
  await opened.app.database.close()
  const running = await embed.start({ config, log })
  const logins = new Map<string, Login>()
  for (const [email, password] of Object.entries(running.trial!.passwords)) {
    const browser = await request.newContext({ baseURL: running.url, extraHTTPHeaders: { origin: running.url } })
    // Remembered: a test may move the clock by days.
    const form = { email, password, remember: 'on' }
    const answer = await browser.post('/crm/login', { form, maxRedirects: 0 })
    if (answer.status() !== 303) throw new Error(`${email} cannot log in: ${answer.status()} ${await answer.text()}`)
    logins.set(email, await browser.storageState())
    await browser.dispose()
  }
  await running.stop()
  return {
    logins,
    copyTo: async (other) => {
      for (const name of FILES) await copyFile(join(folder, name), join(other, name))
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
