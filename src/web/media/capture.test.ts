import { expect, test } from 'vitest'
import {
  audioConstraints,
  type CaptureEnvironment,
  capture,
  type Kind,
  problemOf,
  videoConstraints,
} from './capture.ts'

const both = { audio: audioConstraints(null), video: videoConstraints({ deviceId: null, facing: 'user', weak: false }) }

type Answer = 'ok' | string

/** A browser that answers each combination of kinds as told; what is not told is given. */
function browser(answers: Record<string, Answer>, states: Partial<Record<Kind, PermissionState>> = {}) {
  const asked: string[] = []
  const environment: CaptureEnvironment = {
    async getUserMedia(constraints) {
      const kinds = (['audio', 'video'] as const).filter((kind) => constraints[kind])
      const name = kinds.join('+')
      asked.push(name)
      const answer = answers[name] ?? 'ok'
      if (answer !== 'ok') throw Object.assign(new Error(answer), { name: answer })
      return { getTracks: () => kinds.map((kind) => ({ kind })) } as unknown as MediaStream
    },
    permission: async (kind) => states[kind] ?? null,
  }
  return { asked, environment }
}

test('one prompt for both', async () => {
  const { asked, environment } = browser({})
  expect(await capture(both, environment)).toMatchObject({
    audio: { kind: 'audio' },
    video: { kind: 'video' },
    problems: { audio: null, video: null },
  })
  expect(asked).toEqual(['audio+video'])
})

test('no camera: the voice alone', async () => {
  const { asked, environment } = browser({ 'audio+video': 'NotFoundError', video: 'NotFoundError' })
  const got = await capture(both, environment)
  expect(got).toMatchObject({ audio: { kind: 'audio' }, video: null, problems: { audio: null, video: 'missing' } })
  expect(asked).toEqual(['audio+video', 'audio', 'video'])
})

test('the camera is in use by another app: the voice alone', async () => {
  const { environment } = browser({ 'audio+video': 'NotReadableError', video: 'NotReadableError' })
  expect((await capture(both, environment)).problems).toEqual({ audio: null, video: 'busy' })
})

test('nothing there: listening only', async () => {
  const { environment } = browser({
    'audio+video': 'NotFoundError',
    audio: 'NotFoundError',
    video: 'NotFoundError',
  })
  expect(await capture(both, environment)).toEqual({
    audio: null,
    video: null,
    problems: { audio: 'missing', video: 'missing' },
  })
})

test('both refused: no second prompt', async () => {
  const { asked, environment } = browser({ 'audio+video': 'NotAllowedError' }, { audio: 'denied', video: 'denied' })
  expect((await capture(both, environment)).problems).toEqual({ audio: 'denied', video: 'denied' })
  expect(asked).toEqual(['audio+video'])
})

test('the prompt was closed without an answer: said so, and no second one', async () => {
  const { asked, environment } = browser({ 'audio+video': 'NotAllowedError' }, { audio: 'prompt', video: 'prompt' })
  expect((await capture(both, environment)).problems).toEqual({ audio: 'dismissed', video: 'dismissed' })
  expect(asked).toEqual(['audio+video'])
})

test('the camera was refused long ago: the microphone is asked for alone', async () => {
  const { asked, environment } = browser({ 'audio+video': 'NotAllowedError' }, { audio: 'prompt', video: 'denied' })
  const got = await capture(both, environment)
  expect(got).toMatchObject({ audio: { kind: 'audio' }, problems: { audio: null, video: 'denied' } })
  expect(asked).toEqual(['audio+video', 'audio'])
})

test('a browser that tells no states is not asked twice', async () => {
  const { asked, environment } = browser({ 'audio+video': 'NotAllowedError' })
  expect((await capture(both, environment)).problems).toEqual({ audio: 'denied', video: 'denied' })
  expect(asked).toEqual(['audio+video'])
})

test('a chosen device that is gone is replaced by any other of its kind', async () => {
  const asked: MediaStreamConstraints[] = []
  const environment: CaptureEnvironment = {
    async getUserMedia(constraints) {
      asked.push(constraints)
      const video = constraints.video as MediaTrackConstraints | undefined
      if (video?.deviceId) throw Object.assign(new Error(), { name: 'OverconstrainedError' })
      const kinds = (['audio', 'video'] as const).filter((kind) => constraints[kind])
      return { getTracks: () => kinds.map((kind) => ({ kind })) } as unknown as MediaStream
    },
    permission: async () => 'granted',
  }
  const wish = {
    audio: audioConstraints('mic'),
    video: videoConstraints({ deviceId: 'gone', facing: 'user', weak: false }),
  }
  const got = await capture(wish, environment)
  expect(got).toMatchObject({
    audio: { kind: 'audio' },
    video: { kind: 'video' },
    problems: { audio: null, video: null },
  })
  expect(
    asked.map(({ audio, video }) => [Boolean(audio), Boolean((video as MediaTrackConstraints)?.deviceId)]),
  ).toEqual([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])
  expect((await capture({ audio: null, video: wish.video }, environment)).video).toMatchObject({ kind: 'video' })
})

test('one kind alone, and none', async () => {
  const { asked, environment } = browser({ video: 'NotAllowedError' })
  expect((await capture({ audio: null, video: {} }, environment)).problems).toEqual({ audio: null, video: 'denied' })
  expect(await capture({ audio: null, video: null }, environment)).toMatchObject({ audio: null, video: null })
  expect(asked).toEqual(['video'])
})

test.each([
  ['NotAllowedError', 'denied'],
  ['SecurityError', 'denied'],
  ['OverconstrainedError', 'missing'],
  ['AbortError', 'busy'],
  ['TypeError', 'failed'],
])('%s means %s', (name, problem) => {
  expect(problemOf({ name })).toBe(problem)
})

test('a weak phone films smaller, and a chosen camera needs no side', () => {
  expect(videoConstraints({ deviceId: null, facing: 'environment', weak: true })).toMatchObject({
    width: { ideal: 640 },
    facingMode: { ideal: 'environment' },
  })
  const chosen = videoConstraints({ deviceId: 'cam', facing: 'user', weak: false })
  expect(chosen).toMatchObject({ deviceId: { exact: 'cam' } })
  expect(chosen).not.toHaveProperty('facingMode')
})
