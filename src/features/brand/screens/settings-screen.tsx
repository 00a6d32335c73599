import '../../../web/crm/styles/setup.css'
import '../../../web/crm/styles/schedule.css'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '../../../web/client/api.ts'
import { Problem } from '../../../web/client/problem.ts'
import { Page } from '../../../web/crm/page.tsx'
import { SaveBar } from '../../../web/crm/save-bar.tsx'
import { Failed, SkeletonRows } from '../../../web/crm/states.tsx'
import { useEdits } from '../../../web/crm/use-edits.ts'
import { KeptSlots } from '../../slots/parts/kept-slots.tsx'
import type { Kept } from '../../slots/schema/crm.ts'
import type { SettingsChange, SettingsPage, SettingsSaved } from '../schema.ts'
import { BrandFields } from './brand-fields.tsx'
import { DocumentFields } from './document-fields.tsx'
import { HolidaysField } from './holidays-field.tsx'
import { LookPreview } from './look-preview.tsx'
import { QuietFields, SmsFields } from './message-fields.tsx'

const settingsKey = ['settings'] as const

/** The brand and everything else that is set for the whole installation, for admins. */
export function SettingsScreen() {
  const { data, error, refetch } = useQuery({
    queryKey: settingsKey,
    queryFn: ({ signal }) => get<SettingsPage>('/api/settings', { signal }),
  })
  return (
    <Page title="Settings">
      {error && !data ? <Failed problem={error} again={() => void refetch()} /> : null}
      {data || error ? null : <SkeletonRows rows={8} />}
      {data ? <Form page={data} /> : null}
    </Page>
  )
}

const names: Record<string, string> = {
  'brand.name': 'name',
  'brand.logoUrl': 'logo',
  'brand.colour': 'colour',
  'brand.supportPhone': 'support phone',
  'brand.supportEmail': 'support email',
  'brand.zone': 'time zone',
  'brand.country': 'default country',
  'brand.countries': 'countries',
  'documents.terms': 'terms',
  'documents.privacy': 'privacy',
  'quiet.from': 'quiet hours',
  'quiet.to': 'quiet hours',
  'sms.entity': 'SMS ids',
  'sms.sender': 'SMS ids',
  'sms.templates': 'SMS ids',
}
const inWords = (changed: string[]) => [...new Set(changed.map((it) => names[it] ?? it))].join(', ')

function Form({ page }: { page: SettingsPage }) {
  const queries = useQueryClient()
  const { settings, countries } = page
  const brand = useEdits(settings.brand)
  const terms = useEdits(settings.documents.terms)
  const privacy = useEdits(settings.documents.privacy)
  const quiet = useEdits(settings.quiet)
  const sms = useEdits(settings.sms)
  const holidays = useEdits({ list: settings.holidays })
  const all = [brand, terms, privacy, quiet, sms, holidays]
  const dirty = all.some((it) => it.dirty)
  const [said, setSaid] = useState<string | null>(null)
  const keep = ({ settings: kept, changed }: SettingsSaved) => {
    queries.setQueryData(settingsKey, { ...page, settings: kept })
    setSaid(changed.length === 0 ? 'Nothing was to be changed' : `Saved: ${inWords(changed)}`)
  }
  const save = useMutation({
    mutationFn: (change: SettingsChange) => post<SettingsSaved & Kept>('/api/settings', change, { retry: true }),
    onSuccess: keep,
  })
  const reset = () => {
    for (const it of all) it.reset()
  }
  const faults = save.error instanceof Problem ? save.error.fields : {}
  const booked = save.data?.kept ?? []
  const submit = () => {
    const documents = {
      ...(terms.dirty ? { terms: terms.changed } : {}),
      ...(privacy.dirty ? { privacy: privacy.changed } : {}),
    }
    const change = {
      ...(brand.dirty ? { brand: brand.changed } : {}),
      ...(Object.keys(documents).length > 0 ? { documents } : {}),
      ...(quiet.dirty ? { quiet: quiet.changed } : {}),
      ...(sms.dirty ? { sms: sms.changed } : {}),
      ...(holidays.dirty ? { holidays: holidays.values.list } : {}),
    }
    save.mutate(change as SettingsChange, { onSuccess: reset })
  }
  return (
    <>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <div className="setup">
          <div className="setup-column">
            <BrandFields
              values={brand.values}
              faults={faults}
              countries={countries}
              set={brand.set}
              onLogo={keep}
              onRemoveLogo={() => save.mutate({ brand: { logoUrl: null } })}
            />
            <HolidaysField days={holidays.values.list} faults={faults} onChange={(list) => holidays.set({ list })} />
            <QuietFields values={quiet.values} faults={faults} set={quiet.set} />
            <SmsFields values={sms.values} faults={faults} set={sms.set} />
            <DocumentFields
              name="terms"
              values={terms.values}
              before={settings.documents.terms}
              faults={faults}
              set={terms.set}
            />
            <DocumentFields
              name="privacy"
              values={privacy.values}
              before={settings.documents.privacy}
              faults={faults}
              set={privacy.set}
            />
          </div>
          <div className="setup-column setup-sticky">
            <LookPreview brand={brand.values} />
          </div>
        </div>
        <div className="save-bar-page">
          <SaveBar
            dirty={dirty}
            busy={save.isPending}
            saved={said}
            problem={
              save.error ? (Object.keys(faults).length > 0 ? 'Look at the marked fields.' : save.error.message) : null
            }
            onDiscard={() => {
              reset()
              save.reset()
            }}
          />
        </div>
      </form>
      {booked.length > 0 ? <KeptSlots kept={booked} clock={null} onClose={save.reset} /> : null}
    </>
  )
}
