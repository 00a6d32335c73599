import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSignal, type Signal } from './signalling.ts'

const state = { audio: true, video: false, screen: false, wantsVideo: true }
const signals: Signal[] = [
  { kind: 'hello', from: 'a', to: null, state },
  { kind: 'offer', from: 'a', to: 'b', n: 1, sdp: 'v=0', state },
  { kind: 'answer', from: 'a', to: 'b', n: 1, sdp: 'v=0', state },
  { kind: 'candidate', from: 'a', to: 'b', candidate: { candidate: 'candidate:1', sdpMid: '0' } },
  { kind: 'candidate', from: 'a', to: 'b', candidate: null },
  { kind: 'state', from: 'a', to: 'b', state },
  { kind: 'bye', from: 'a', to: null },
]

test.each(signals)('$kind survives the way', (signal) => {
  expect(readSignal(JSON.parse(JSON.stringify(signal)))).toEqual(signal)
})

test.each([
  null,
  'offer',
  {},
  { kind: 'bye' },
  { kind: 'bye', from: 'a' },
  { kind: 'bye', from: 1, to: null },
  { kind: 'hello', from: 'a', to: null },
  { kind: 'offer', from: 'a', to: null, n: 1.5, sdp: 'v=0', state },
  { kind: 'offer', from: 'a', to: null, n: 1, sdp: 7, state },
  { kind: 'candidate', from: 'a', to: null, candidate: 'x' },
  { trouble: 'STUCK' },
  { kind: '__proto__', from: 'a', to: null },
])('%j is no signal', (data) => {
  expect(readSignal(data)).toBeNull()
})

test('whatever another browser sends, reading never throws and never passes on what was not asked for', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (data) => {
      const read = readSignal(data)
      return read === null || typeof read.from === 'string'
    }),
  )
  const stranger = { ...signals[0], extra: 'x', state: { ...state, admin: true } }
  expect(readSignal(stranger)).toEqual(signals[0])
})

test('a browser that does not say whether it wants pictures wants them', () => {
  const older = { kind: 'state', from: 'a', to: null, state: { audio: 1, video: true } }
  expect(readSignal(older)).toMatchObject({ state: { audio: false, video: true, wantsVideo: true } })
})
