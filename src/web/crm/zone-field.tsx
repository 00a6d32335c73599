import { SelectField } from './fields.tsx'

/** Names that browsers still list under their former ones. */
const renamed: Record<string, string> = {
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Europe/Kiev': 'Europe/Kyiv',
}

function offsetOf(zone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts()
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
}

let listed: string[] | undefined
const zones = (): string[] => {
  listed ??= ['UTC', ...Intl.supportedValuesOf('timeZone')].map((zone) => renamed[zone] ?? zone).toSorted()
  return listed
}

/** An IANA time zone, from those the browser knows. */
export function ZoneField(props: {
  label?: string
  hint?: string
  error?: string | undefined
  value: string
  onChange(zone: string): void
}) {
  const { label = 'Time zone', hint, error, value, onChange } = props
  const names = zones().includes(value) || !value ? zones() : [value, ...zones()]
  return (
    <SelectField
      label={label}
      hint={[value && `Now ${offsetOf(value)}.`, hint].filter(Boolean).join(' ')}
      error={error}
      value={value}
      options={names.map((zone) => [zone, zone.replaceAll('_', ' ')] as const)}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}
