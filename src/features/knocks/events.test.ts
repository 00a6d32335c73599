import { expect, test } from 'vitest'
import type { DomainEvent } from '../../platform/context.ts'
import { queueTopic } from './events.ts'

test('the queue hears at once of knocks, and in passing of bookings and slots, whose meetings stand beside it', () => {
  const heard = (action: string) => {
    const event: DomainEvent = { id: 1, at: 0, action, subject: 'demo', subjectId: 7, data: {} }
    return [[...queueTopic.touches(event, ['1'])], [...(queueTopic.grazes?.(event, ['1']) ?? [])]]
  }
  expect(heard('knock.asked')).toEqual([['1'], []])
  for (const action of [
    'booking.made',
    'booking.moved',
    'booking.cancelled',
    'slot.moved',
    'slot.changed',
    'slot.agents',
  ])
    expect(heard(action)).toEqual([[], ['1']])
  expect(heard('message.sent')).toEqual([[], []])
})
