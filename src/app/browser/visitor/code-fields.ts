import { plainDigits } from '../../../features/otps/rules.ts'

/** The digits of what was typed or pasted, at most six; of any script, as the server reads them. */
export const digits = (text: string): string => plainDigits(text).replace(/\D/g, '').slice(0, 6)

type OtpCredential = Credential & { code: string }

/** WebOTP: the browser offers the code from an SMS that ends in "@host #123456". https://wicg.github.io/web-otp/ */
async function fromSms(input: HTMLInputElement, stop: AbortSignal): Promise<void> {
  const request = { otp: { transport: ['sms'] }, signal: stop } as CredentialRequestOptions
  const credential = (await navigator.credentials.get(request)) as OtpCredential | null
  if (credential && !input.value) input.value = digits(credential.code)
}

/** Keeps a code to six digits, whatever is typed or pasted. Sending is left to the person: there are two ways on. */
export function codeFields(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>('[data-code]')) {
    input.addEventListener('input', () => {
      const clean = digits(input.value)
      if (clean !== input.value) input.value = clean
    })
    input.addEventListener('paste', (event) => {
      const pasted = digits(event.clipboardData?.getData('text') ?? '')
      if (pasted.length < 6) return
      event.preventDefault()
      input.value = pasted
      input.dispatchEvent(new Event('input', { bubbles: true }))
    })
    if (input.dataset.code === 'sms' && 'OTPCredential' in window) {
      const stop = new AbortController()
      input.form?.addEventListener('submit', () => stop.abort())
      // Refused, timed out or unsupported after all: the person types the code, as without it.
      fromSms(input, stop.signal).catch(() => undefined)
    }
  }
}
