import { expect, test } from 'vitest'
import { eachDatabase } from '../../../tests/support/databases.ts'
import { interrupted, refusal, Visits } from '../../../tests/support/visits.ts'
import { keepLanguage } from '../customers/actions.ts'
import { askToJoin, leaveQueue } from '../knocks/actions/ask.ts'
import { endMeeting, enterMeeting, leaveMeeting, removeVisitor } from '../meetings/actions.ts'
import { ASK_AFTER_MS, askForFeedback, giveFeedback } from './actions.ts'
import { templates } from './jobs.ts'
import { feedbackDemo } from './reads.ts'
import { feedbackForm } from './schema.ts'

const form = { overall: 9, recommend: 10, purpose: 'BUY', suggestion: 'More colours' } as const

eachDatabase('feedback', (open) => {
  /** A call both were in; its feedback token. */
  async function call() {
    const visits = new Visits(await open())
    const product = await visits.product()
    const expert = await visits.expert(product)
    const visitor = await visits.visitor()
    const visit = await visits.waiting(product, visitor)
    const room = await visits.meet(expert, visit)
    const token = visits.app.keys.mac('feedback', visit.demo)
    const given = () => visits.database.read.selectFrom('feedback').selectAll().execute()
    const mails = () => visits.messages('feedback.ask')
    return { visits, product, expert, visitor, visit, room, token, given, mails }
  }

  test('the first one stands: a repeat, and ten at once, change nothing', async () => {
    const { visits, token, given, visit } = await call()
    const anyone = visits.system
    await Promise.all(Array.from({ length: 10 }, (_, at) => giveFeedback(anyone, token, { ...form, overall: at + 1 })))
    const [first] = await given()
    await giveFeedback(anyone, token, { ...form, overall: 1, suggestion: 'Changed my mind' })
    expect(await given()).toEqual([first])
    expect(first).toMatchObject({ demo_id: visit.id, recommend_scale: '0-10', given_at: visits.clock.now() })
    expect(visits.app.events.filter(({ action }) => action === 'feedback.given')).toHaveLength(1)
  })

  test('a demo that never met, a guessed link and the demo’s own token have none', async () => {
    const { visits, product, given, visit } = await call()
    const unmet = await visits.waiting(product)
    for (const token of [visits.app.keys.mac('feedback', unmet.demo), 'aaaaaaaaaaaaaaaaaaaaaa', visit.demo]) {
      expect(await refusal(giveFeedback(visits.system, token, form))).toBe('not_found')
    }
    expect(await given()).toEqual([])
  })

  test('ten minutes after leaving one e-mail asks for it, and never a second', async () => {
    const { visits, visitor, visit, room, token, mails } = await call()
    await leaveMeeting(visit.ctx, room)
    visits.clock.advance(ASK_AFTER_MS - 1)
    await askForFeedback(visits.system)
    expect(await mails()).toEqual([])
    visits.clock.advance(1)
    await Promise.all([1, 2, 3].map(() => askForFeedback(visits.system)))
    await askForFeedback(visits.system)
    const [mail, ...more] = await mails()
    expect(more).toEqual([])
    expect(mail).toMatchObject({ channel: 'EMAIL', recipient: visitor.email, secret: null, state: 'PENDING' })
    expect(mail!.refs).not.toContain(token)
    const stored = { refs: JSON.parse(mail!.refs), secret: null, lang: 'en', channel: 'EMAIL', recipient: '' } as const
    const render = () => templates['feedback.ask']!.render(visits.system, { ...stored, createdAt: 0 })
    expect((await render())?.text).toContain(`/feedback/${token}`)
    await giveFeedback(visits.system, token, form)
    expect(await render()).toBeNull()
  })

  test('the e-mail is in the language of the last visit', async () => {
    const { visits, visitor, visit, room, token, mails } = await call()
    await keepLanguage({ ...visitor.ctx, lang: 'hi' })
    await leaveMeeting(visit.ctx, room)
    visits.clock.advance(ASK_AFTER_MS)
    await askForFeedback(visits.system)
    const [mail] = await mails()
    expect(mail).toMatchObject({ lang: 'hi' })
    const stored = { refs: JSON.parse(mail!.refs), secret: null, lang: 'hi', channel: 'EMAIL', recipient: '' } as const
    const written = await templates['feedback.ask']!.render(visits.system, { ...stored, createdAt: 0 })
    expect(written).toMatchObject({ subject: expect.stringContaining('कैसा रहा'), text: expect.stringContaining(token) })
  })

  test('nobody is asked who has answered, is back in the call, or has come back as the job looks', async () => {
    const { visits, product, visit, room, token, mails } = await call()
    const colleague = await visits.expert(product)
    const answered = await visits.waiting(product)
    const answeredRoom = await visits.meet(colleague, answered)
    await leaveMeeting(answered.ctx, answeredRoom)
    await giveFeedback(visits.system, visits.app.keys.mac('feedback', answered.demo), form)
    await leaveMeeting(visit.ctx, room)
    await enterMeeting(visit.ctx, room, 'visitoragain')
    visits.clock.advance(ASK_AFTER_MS)
    await askForFeedback(visits.system)
    expect(await mails()).toEqual([])
    await leaveMeeting(visit.ctx, room)
    visits.clock.advance(ASK_AFTER_MS)
    await askForFeedback(interrupted(visits.system, () => enterMeeting(visit.ctx, room, 'visitoragain')))
    expect(await mails()).toEqual([])
    await leaveMeeting(visit.ctx, room)
    visits.clock.advance(ASK_AFTER_MS)
    await askForFeedback(visits.system)
    expect(await mails()).toHaveLength(1)
    expect(await feedbackDemo(visits.system, token)).toMatchObject({ feedback_id: null })
  })

  test('nobody is asked who never met, or who left a day ago', async () => {
    const { visits, product, expert, visit, room, mails } = await call()
    const unmet = await visits.waiting(product)
    await leaveMeeting(visit.ctx, room)
    await endMeeting(expert.ctx, room)
    visits.clock.advance(24 * 3_600_000)
    await leaveQueue(unmet.ctx, unmet.demo)
    visits.clock.advance(ASK_AFTER_MS)
    await askForFeedback(visits.system)
    expect(await mails()).toEqual([])
  })

  test('the way back from the page is the meeting, while it lasts and the visitor was not removed', async () => {
    const { visits, product, expert, visit, room, token } = await call()
    await leaveMeeting(visit.ctx, room)
    expect(await feedbackDemo(visits.system, token)).toMatchObject({ room, expert: expert.actor.name })
    await removeVisitor(expert.ctx, room, `v${visit.id}`)
    expect(await feedbackDemo(visits.system, token)).toMatchObject({ room: null })
    const colleague = await visits.expert(product)
    await askToJoin(visit.ctx, visit.demo)
    const again = await visits.admit(colleague, visit)
    expect(await feedbackDemo(visits.system, token)).toMatchObject({ room: again, expert: colleague.actor.name })
    await endMeeting(colleague.ctx, again)
    expect(await feedbackDemo(visits.system, token)).toMatchObject({ room: null })
  })
})

test.each([
  [{}, ['overall', 'recommend', 'purpose']],
  [{ ...form, overall: '0', recommend: '11' }, ['overall', 'recommend']],
  [{ ...form, overall: '1.5', recommend: ' ' }, ['overall', 'recommend']],
  [{ ...form, overall: '10', recommend: '0', purpose: 'SELL' }, ['purpose']],
  [{ ...form, overall: '10', recommend: '0', suggestion: 'x'.repeat(201) }, ['suggestion']],
  [{ overall: '10', recommend: '0', purpose: 'OTHER', suggestion: 'x'.repeat(200) }, []],
  [{ overall: '1', recommend: '10', purpose: 'SUPPORT' }, []],
])('the form %j is wrong in %j', (body, wrong) => {
  const result = feedbackForm.safeParse(body)
  expect([...new Set(result.error?.issues.map(({ path }) => path[0]) ?? [])]).toEqual(wrong)
})
