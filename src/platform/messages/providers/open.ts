import type { Config } from '../../config.ts'
import { createGateway } from './gateway.ts'
import type { EmailProvider, SmsProvider } from './provider.ts'
import { createScreen, type Screen } from './screen.ts'
import { createSmtp } from './smtp.ts'
import { createTwilio } from './twilio.ts'

export interface Providers {
  sms: SmsProvider
  email: EmailProvider
  /** What `/phone` shows; empty when nothing is sent to the screen. */
  screen: Screen
}

/** The providers the configuration names; `readConfig` has seen to it that production has all they need. */
export function openProviders(config: Config, now: () => number): Providers {
  const screen = createScreen(now)
  return { sms: openSms(config) ?? screen.sms, email: openEmail(config) ?? screen.email, screen }
}

function openSms(config: Config): SmsProvider | undefined {
  if (config.SMS_PROVIDER === 'twilio') {
    return createTwilio({
      accountSid: config.TWILIO_ACCOUNT_SID ?? '',
      authToken: config.TWILIO_AUTH_TOKEN ?? '',
      from: config.TWILIO_FROM ?? '',
      baseUrl: config.TWILIO_BASE_URL,
    })
  }
  if (config.SMS_PROVIDER === 'screen') return undefined
  const { SMS_HTTP_URL: url = '', SMS_HTTP_HEADERS: headers, SMS_HTTP_BODY: body, SMS_HTTP_ID: idPath } = config
  return createGateway({ url, headers, body, idPath })
}

function openEmail(config: Config): EmailProvider | undefined {
  if (config.EMAIL_PROVIDER === 'screen') return undefined
  return createSmtp({ url: config.SMTP_URL ?? '', from: config.EMAIL_FROM ?? '' })
}
