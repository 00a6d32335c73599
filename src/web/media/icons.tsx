// Line icons on a 24 grid, drawn here so that nothing loads. Always beside a word or under an accessible name.
const paths = {
  microphone: 'M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM6 11a6 6 0 0 0 12 0M12 17v4',
  microphoneOff:
    'M9 9v2a3 3 0 0 0 4.6 2.5M15 10V6a3 3 0 0 0-5.6-1.5M6 11a6 6 0 0 0 9.2 5.1M18 11a6 6 0 0 1-.4 2.2M12 17v4M4 4l16 16',
  camera: 'M4 7h10a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H4a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1ZM16 11l5-3v8l-5-3',
  cameraOff:
    'M9 7h5a2 2 0 0 1 2 2v5M15.5 16.3A2 2 0 0 1 14 17H4a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1h1M16 11l5-3v8l-3-1.800M4 4l16 16',
  screen:
    'M4 5h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1ZM9 21h6M12 14V8M9.500 10.500 12 8l2.500 2.500',
  chat: 'M5 5h14a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-8l-4 4v-4H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1ZM8 9h8M8 12h5',
  devices: 'M4 7h9M17 7h3M15 5a2 2 0 1 0 0 4 2 2 0 0 0 0-4ZM4 17h3M11 17h9M9 15a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z',
  hangUp:
    'M3.500 14.500c-.6-1.200-.3-2.500.8-3.300 4.600-3.300 10.800-3.300 15.400 0 1.100.8 1.400 2.100.8 3.300l-.5 1a1 1 0 0 1-1.200.5l-2.700-.9a1 1 0 0 1-.7-1l.1-1.600a10 10 0 0 0-7 0l.1 1.600a1 1 0 0 1-.7 1l-2.700.9a1 1 0 0 1-1.200-.5Z',
  flip: 'M4 12a8 8 0 0 1 13.700-5.600L20 9M20 4v5h-5M20 12a8 8 0 0 1-13.700 5.600L4 15M4 20v-5h5',
  close: 'M6 6l12 12M18 6 6 18',
  send: 'M4 12 20 5l-5 15-3.500-6.500L4 12ZM11.500 13.500 20 5',
  panel: 'M4 5h16a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1ZM15 5v14',
} as const

export type IconName = keyof typeof paths

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="m-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  )
}
