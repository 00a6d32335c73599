/** Outlines on a 20 px grid, drawn for this product; each is one path, and takes the colour of the words beside it. */
const paths = {
  live: 'M10 11.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3ZM6.5 13.5a5 5 0 0 1 0-7M13.5 6.5a5 5 0 0 1 0 7M4 16a8.5 8.5 0 0 1 0-12M16 4a8.5 8.5 0 0 1 0 12',
  people:
    'M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2 16.5c0-3 2.5-4.5 5.5-4.5s5.5 1.5 5.5 4.5M13 3.8a3 3 0 0 1 0 5.4M15 12.3c1.8.6 3 2 3 4.2',
  message:
    'M3 5.5A1.5 1.5 0 0 1 4.5 4h11A1.5 1.5 0 0 1 17 5.5v8a1.5 1.5 0 0 1-1.5 1.5H9l-4 3v-3h-.5A1.5 1.5 0 0 1 3 13.5ZM6.5 8h7M6.5 11h4.5',
  team: 'M10 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM4 17c0-3.3 2.7-5 6-5 1 0 2 .2 2.8.5M15 12v5M12.5 14.5h5',
  person: 'M10 10a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM3.5 17.5c0-3.5 3-5 6.5-5s6.5 1.5 6.5 5',
  search: 'M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12ZM13.5 13.5 17 17',
  sun: 'M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM10 1.8v1.7M10 16.5v1.7M1.8 10h1.7M16.5 10h1.7M4.2 4.2l1.2 1.2M14.6 14.6l1.2 1.2M4.2 15.8l1.2-1.2M14.6 5.4l1.2-1.2',
  moon: 'M16.5 11.8A7 7 0 0 1 8.2 3.5a7 7 0 1 0 8.3 8.3Z',
  screen: 'M3 4.5h14v9H3ZM7.5 17h5M10 13.5V17',
  out: 'M8 3.5H4.5A1.5 1.5 0 0 0 3 5v10a1.5 1.5 0 0 0 1.5 1.5H8M12.5 13.5 16 10l-3.5-3.5M16 10H7.5',
  close: 'm5 5 10 10M15 5 5 15',
  left: 'M12 4.5 6.5 10l5.5 5.5',
  right: 'M8 4.5 13.5 10 8 15.5',
  start: 'M14 4.5 8.5 10l5.5 5.5M5.5 4.5v11',
  end: 'M6 4.5 11.5 10 6 15.5M14.5 4.5v11',
  columns: 'M3.5 4h13v12h-13ZM8 4v12M12.5 4v12',
  filter: 'M3 5h14M5.5 10h9M8 15h4',
  down: 'M4.5 7.5 10 13l5.5-5.5',
  rail: 'M3.5 4h13v12h-13ZM8 4v12',
  warn: 'M10 3.2 18 17H2ZM10 8v4M10 14.3v.4',
  offline: 'M2 2l16 16M3 8.5c1-.9 2.1-1.6 3.3-2.1M9.5 5.5c2.7-.1 5.4.9 7.5 3M6 12c.8-.7 1.7-1.2 2.7-1.4M10 16v.3',
  check: 'm4 10.5 4 4 8-9',
  copy: 'M7.5 7.5h9v9h-9ZM12.5 7.5v-4h-9v9h4',
  bell: 'M5 14V9a5 5 0 0 1 10 0v5l1.5 1.5h-13ZM8.5 17.5h3',
  mute: 'M2.5 2.5l15 15M5 14V9c0-.7.1-1.3.4-1.9M8 4.4A5 5 0 0 1 15 9v3M16.5 15.5h-13L5 14M8.5 17.5h3',
  pause: 'M7 4.5v11M13 4.5v11',
  play: 'M6 4v12l10-6Z',
  stop: 'M5.5 5.5h9v9h-9Z',
  away: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 6v4.5l3 1.5',
  store: 'M3.5 8.5V16.5h13V8.5M2.5 8.5 4.5 3.5h11l2 5ZM8 16.5v-4.5h4v4.5',
  globe: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM2.5 10h15M10 2.5c5 5 5 10 0 15M10 2.5c-5 5-5 10 0 15',
  device: 'M6.5 2.5h7v15h-7ZM9.3 14.8h1.4',
  video: 'M2.5 5.5h10v9h-10ZM12.5 9l5-3v8l-5-3Z',
  plus: 'M10 4v12M4 10h12',
  lock: 'M5 9h10v8H5ZM7 9V6.5a3 3 0 0 1 6 0V9',
  calendar: 'M3.5 5h13v11.5h-13ZM3.5 8.5h13M7 3v3.5M13 3v3.5',
  box: 'M3 6.5 10 3l7 3.5v7L10 17l-7-3.5ZM3 6.5l7 3.5 7-3.5M10 10v7',
  gear: 'M10 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM10 2.5v2M10 15.5v2M2.5 10h2M15.5 10h2M4.7 4.7l1.4 1.4M13.9 13.9l1.4 1.4M4.7 15.3l1.4-1.4M13.9 6.1l1.4-1.4',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  path: 'M5.5 7a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM14.5 17a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM7.5 5H13a3 3 0 0 1 0 6H7a2.5 2.5 0 0 0 0 5h5.5',
  first: 'M4 16V4h9l-2 3.5 2 3.5H4',
} as const

export type IconName = keyof typeof paths

/** Decoration: the control around it carries the words. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  )
}
