import { publicUrl } from '../../../platform/links.ts'
import type { Templates } from '../../../platform/messages/template.ts'
import { dayAndClock, plainSpaces } from '../../../web/texts/format.ts'
import { staffTexts } from '../../../web/texts/staff.ts'
import { cancelled, expertsNamed, leftBehind, missed, type News, slotNews, standing } from '../reads/news.ts'

const words = staffTexts.messages

/** The time on the product's clocks, as staff read it. */
const staffWhen = ({ locale, booking }: News): string =>
  plainSpaces(dayAndClock(locale, booking.product_zone, booking.starts_at))

/** What agents and admins are told. Null: it is no longer true. */
export const staffTemplates: Templates = {
  'booking.agent': {
    async render(ctx, { refs, recipient }) {
      const news = refs.news as 'made' | 'moved' | 'cancelled' | 'left'
      const told =
        news === 'cancelled'
          ? await cancelled(ctx, refs)
          : news === 'left'
            ? await leftBehind(ctx, refs, recipient)
            : await standing(ctx, refs)
      if (!told) return null
      const { booking } = told
      const when = staffWhen(told)
      return {
        subject: words.agentSubject[news](booking.product, when),
        text: words.agentMail(booking.name, booking.product, when, publicUrl(ctx.config, '/crm/customers')),
      }
    },
  },
  'slot.reminder': {
    async render(ctx, { refs }) {
      const slot = await slotNews(ctx, Number(refs.slot), { at: Number(refs.at), userId: Number(refs.user) })
      if (!slot) return null
      const { product, when, names } = slot
      return {
        subject: words.agentReminderSubject(product, when),
        text: words.agentReminder(product, when, names, publicUrl(ctx.config, '/crm/customers')),
      }
    },
  },
  'slot.waiting': {
    async render(ctx, { refs }) {
      const slot = await slotNews(ctx, Number(refs.slot), { userId: Number(refs.user) })
      if (!slot) return null
      const { product, when, names } = slot
      return {
        subject: words.waitingSubject(product, when),
        text: words.agentReminder(product, when, names, publicUrl(ctx.config, '/crm/live')),
      }
    },
  },
  'slot.missed': {
    async render(ctx, { refs }) {
      const told = await missed(ctx, refs)
      if (!told) return null
      const { booking } = told
      const [when, experts] = [staffWhen(told), await expertsNamed(ctx, booking.slot_id)]
      const link = publicUrl(ctx.config, `/crm/customers/${booking.demo_id}`)
      return {
        subject: words.slotMissedSubject(booking.product, when),
        text: words.slotMissed(booking.name, booking.product, when, experts, link),
      }
    },
  },
  'slot.deserted': {
    async render(ctx, { refs }) {
      const slot = await slotNews(ctx, Number(refs.slot))
      if (!slot || slot.agents > 0) return null
      const { product, when, taken } = slot
      return {
        subject: words.desertedSubject(product, when),
        text: words.deserted(product, when, taken, publicUrl(ctx.config, '/crm/slots')),
      }
    },
  },
}
