import type { Context } from '../context.ts'
import type { Claimed } from './claims.ts'
import { readRefs } from './outbox.ts'
import { type EmailProvider, SendFault, type SmsProvider } from './providers/provider.ts'
import { afterQuiet } from './quiet-hours.ts'
import { readQuiet, readSmsIds } from './settings.ts'
import type { Rendered, Templates } from './template.ts'

export interface Means {
  templates: Templates
  sms: SmsProvider
  email: EmailProvider
  /** Most time for rendering, ms. */
  renderMs: number
  /** Most time for the provider, ms. */
  sendMs: number
  /** True once the process ends: nothing more is handed to a provider. */
  stopping(): boolean
}

export type Outcome =
  | { kind: 'sent'; provider: string; id: string }
  | { kind: 'expired' }
  /** Not tried; for `at` or later. */
  | { kind: 'released'; at: number }
  | { kind: 'fault'; fault: SendFault }

/** Renders and sends one claimed message. Never throws; writes nothing. */
export async function deliver(ctx: Context, message: Claimed, means: Means): Promise<Outcome> {
  try {
    const now = ctx.now()
    if (message.expires_at !== null && message.expires_at <= now) return { kind: 'expired' }
    const { politeZone } = readRefs(message.refs)
    const at = politeZone === undefined ? now : afterQuiet(now, politeZone, await readQuiet(ctx.database.read))
    if (at > now) return { kind: 'released', at }
    const rendered = await within(means.renderMs, render(ctx, message, means))
    if (!rendered) return { kind: 'expired' }
    if (means.stopping()) return { kind: 'released', at: now }
    const { name, id } = await send(ctx, message, rendered, means)
    return { kind: 'sent', provider: name, id }
  } catch (error) {
    if (error instanceof SendFault) return { kind: 'fault', fault: error }
    ctx.log.error({ err: error, id: message.id, template: message.template }, 'message not rendered')
    return { kind: 'fault', fault: new SendFault('temporary', 'It could not be rendered') }
  }
}

function render(ctx: Context, message: Claimed, { templates }: Means): Promise<Rendered | null> {
  const template = Object.hasOwn(templates, message.template) ? templates[message.template] : undefined
  if (!template) throw new SendFault('permanent', `No template "${message.template}"`)
  const { secret, lang, channel, recipient, created_at: createdAt } = message
  const { refs } = readRefs(message.refs)
  return template.render({ ...ctx, lang }, { refs, secret, lang, channel, recipient, createdAt })
}

async function send(ctx: Context, message: Claimed, rendered: Rendered, means: Means) {
  const to = message.recipient
  // Known to nobody else and the same for each try, so that a provider can tell a repeat.
  const ref = ctx.keys.mac('message', message.id)
  const ids = message.channel === 'SMS' ? await readSmsIds(ctx.database.read) : undefined
  const limit = AbortSignal.timeout(means.sendMs)
  if (message.channel === 'EMAIL') {
    const sent = means.email.send({ to, subject: '', ...rendered, ref }, limit)
    return { name: means.email.name, ...(await obeying(limit, sent)) }
  }
  const templateId = ids?.templates[message.template]
  const sent = means.sms.send(
    {
      to,
      text: rendered.text,
      ref,
      ...(templateId === undefined ? {} : { templateId }),
      ...(ids?.entity === undefined ? {} : { entityId: ids.entity }),
      ...(ids?.sender === undefined ? {} : { senderId: ids.sender }),
    },
    limit,
  )
  return { name: means.sms.name, ...(await obeying(limit, sent)) }
}

// A provider gets a moment to say what it knows once the time is up; one that stays silent leaves it unknown.
const LAST_WORD_MS = 1000

function obeying<T>(limit: AbortSignal, sending: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    sending.then(resolve, reject)
    limit.addEventListener('abort', () => {
      const late = setTimeout(() => reject(new SendFault('unknown', 'no answer in time')), LAST_WORD_MS)
      sending.catch(() => {}).finally(() => clearTimeout(late))
    })
  })
}

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new SendFault('temporary', 'Rendering took too long')), ms)
    work.then(resolve, reject).finally(() => clearTimeout(late))
  })
}
