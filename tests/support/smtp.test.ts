import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type SmtpService, startSmtp } from './smtp.ts'

let smtp: SmtpService
beforeAll(async () => {
  smtp = await startSmtp()
})
beforeEach(() => smtp.behave('accept'))
afterAll(() => smtp.stop())

const send = (subject: string, url = smtp.url) =>
  createTransport({ url, socketTimeout: 400, connectionTimeout: 2000 }).sendMail({
    from: 'Aurum <hello@example.com>',
    to: 'asha@example.com',
    subject,
    text: `नमस्ते ${subject}: ${'a long line '.repeat(20)}= end`,
    html: `<p>${subject}</p>`,
    attachments: [{ filename: 'demo.ics', content: 'BEGIN:VCALENDAR', contentType: 'text/calendar' }],
  })

test('takes a mail and reads it', async () => {
  await send('Your demo – नमूना')
  const mail = await smtp.mail(({ subject }) => subject === 'Your demo – नमूना')
  expect(mail.from).toBe('hello@example.com')
  expect(mail.to).toEqual(['asha@example.com'])
  expect(mail.text).toContain('नमस्ते Your demo')
  expect(mail.text.trimEnd().endsWith('a long line = end')).toBe(true)
  expect(mail.html).toContain('<p>Your demo')
  expect(mail.attachments[0]).toMatchObject({ type: 'text/calendar', name: 'demo.ics' })
  expect(mail.attachments[0]?.content.toString().trim()).toBe('BEGIN:VCALENDAR')
})

test.each([451, 550])('refuses with %i and takes nothing', async (refuse) => {
  const taken = smtp.mails.length
  smtp.behave({ refuse })
  await expect(send('no')).rejects.toMatchObject({ responseCode: refuse })
  expect(smtp.mails).toHaveLength(taken)
})

test('hangs: the sender times out, nothing is taken', async () => {
  const taken = smtp.mails.length
  smtp.behave('hang')
  await expect(send('hang')).rejects.toMatchObject({ code: 'ETIMEDOUT' })
  expect(smtp.mails).toHaveLength(taken)
})

test('drops the connection after accepting: the sender sees a fault, the mail is taken', async () => {
  smtp.behave('drop-after-accept')
  await expect(send('dropped')).rejects.toMatchObject({ code: expect.stringMatching(/ECONNECTION|ECONNRESET|ESOCKET/) })
  await smtp.mail(({ subject }) => subject === 'dropped')
})

test('wrong password is refused', async () => {
  await expect(send('x', smtp.url.replace('smtp-password', 'wrong'))).rejects.toMatchObject({ responseCode: 535 })
})
