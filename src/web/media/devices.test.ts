import { expect, test } from 'vitest'
import { sortDevices } from './devices.ts'

const device = (kind: MediaDeviceKind, deviceId: string, label = '') => ({ kind, deviceId, label })

test('each device once, under the name people know', () => {
  const sorted = sortDevices([
    device('audioinput', 'default', 'Default - Built-in'),
    device('audioinput', 'communications', 'Communications - Built-in'),
    device('audioinput', 'm1', 'Built-in'),
    device('audioinput', 'm2', 'Headset (0d8c:0014)'),
    device('videoinput', 'c1', 'FaceTime HD Camera (05ac:8514)'),
    device('audiooutput', 'default', 'Default'),
  ])
  expect(sorted).toEqual({
    microphones: [
      { id: 'm1', label: 'Built-in' },
      { id: 'm2', label: 'Headset' },
    ],
    cameras: [{ id: 'c1', label: 'FaceTime HD Camera' }],
    speakers: [{ id: 'default', label: 'Default' }],
  })
})

test('before the permission, browsers tell of devices without saying which', () => {
  expect(sortDevices([device('videoinput', ''), device('audioinput', '')])).toEqual({
    microphones: [],
    cameras: [],
    speakers: [],
  })
})
