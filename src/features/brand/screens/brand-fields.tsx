import IconButton from '@mui/material/IconButton'
import { SelectField, TextField } from '../../../web/crm/fields.tsx'
import { Icon } from '../../../web/crm/icons.tsx'
import { PictureField } from '../../../web/crm/picture-field.tsx'
import { ZoneField } from '../../../web/crm/zone-field.tsx'
import type { Settings, SettingsPage, SettingsSaved } from '../schema.ts'
import { Contrast } from './contrast.tsx'

export type Faults = Readonly<Record<string, string>>
type Brand = Settings['brand']

/** Who the visitor deals with. */
export function BrandFields(props: {
  values: Brand
  faults: Faults
  countries: SettingsPage['countries']
  set(change: Partial<Brand>): void
  onLogo(saved: SettingsSaved): void
  onRemoveLogo(): void
}) {
  const { values, faults, countries, set, onLogo, onRemoveLogo } = props
  return (
    <section className="section" aria-labelledby="brand-title">
      <h2 id="brand-title">Brand</h2>
      <div className="form">
        <TextField
          label="Name"
          autoComplete="off"
          maxLength={80}
          value={values.name}
          error={faults['brand.name']}
          onChange={(event) => set({ name: event.target.value })}
        />
        <PictureField<SettingsSaved>
          label="Logo"
          hint="JPEG, PNG or WebP, up to 5 MB; wide ones fit best. It stands on white, in the dark too. Without one the name stands there."
          url="/api/settings/logo"
          set={values.logoUrl !== null}
          onDone={onLogo}
          onRemove={onRemoveLogo}
        >
          {values.logoUrl ? <img className="logo-shown" src={values.logoUrl} alt={`Logo of ${values.name}`} /> : null}
        </PictureField>
        <ColourField value={values.colour} error={faults['brand.colour']} onChange={(colour) => set({ colour })} />
        <div className="field-pair">
          <TextField
            label="Support phone"
            type="tel"
            autoComplete="off"
            maxLength={40}
            value={values.supportPhone ?? ''}
            error={faults['brand.supportPhone']}
            onChange={(event) => set({ supportPhone: event.target.value || null })}
          />
          <TextField
            label="Support email"
            type="email"
            autoComplete="off"
            maxLength={254}
            value={values.supportEmail ?? ''}
            error={faults['brand.supportEmail']}
            onChange={(event) => set({ supportEmail: event.target.value || null })}
          />
        </div>
        <ZoneField
          value={values.zone}
          error={faults['brand.zone']}
          hint="The CRM writes times in it."
          onChange={(zone) => set({ zone })}
        />
        <Countries values={values} faults={faults} countries={countries} set={set} />
      </div>
    </section>
  )
}

function ColourField(props: { value: string; error: string | undefined; onChange(colour: string): void }) {
  const { value, error, onChange } = props
  const known = /^#[0-9a-f]{6}$/i.test(value)
  return (
    <div className="field">
      <label htmlFor="brand-colour">Colour</label>
      <div className="colour-field">
        <input
          type="color"
          aria-label="Choose a colour"
          value={known ? value : '#000000'}
          onChange={(event) => onChange(event.target.value)}
        />
        <input
          id="brand-colour"
          className="input"
          spellCheck={false}
          maxLength={7}
          value={value}
          aria-invalid={known ? undefined : true}
          aria-describedby="brand-contrast"
          onChange={(event) => onChange(event.target.value)}
        />
      </div>
      {known && !error ? null : (
        <p className="field-error" role="alert">
          {error ?? 'Write the colour as #3553c9.'}
        </p>
      )}
      <Contrast id="brand-contrast" colour={value} />
    </div>
  )
}

function Countries(props: {
  values: Brand
  faults: Faults
  countries: SettingsPage['countries']
  set(change: Partial<Brand>): void
}) {
  const { values, faults, countries, set } = props
  const chosen = values.countries
  const nameOf = (code: string) => countries.find((it) => it.code === code)?.name ?? code
  const others = countries.filter(({ code }) => !chosen.includes(code)).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const remove = (code: string) => {
    const left = chosen.filter((it) => it !== code)
    set({ countries: left, ...(values.country === code && left[0] ? { country: left[0] } : {}) })
  }
  return (
    <fieldset className="section">
      <legend>Countries codes are sent to</legend>
      <ul className="removable" aria-label="Allowed countries">
        {chosen.map((code) => (
          <li key={code}>
            {nameOf(code)}
            <IconButton
              aria-label={`Remove ${nameOf(code)}`}
              disabled={chosen.length === 1}
              onClick={() => remove(code)}
            >
              <Icon name="close" size={14} />
            </IconButton>
          </li>
        ))}
      </ul>
      <div className="field-pair">
        <SelectField
          label="Add a country"
          value=""
          error={faults['brand.countries']}
          options={[['', 'Choose'], ...others.map(({ code, name }) => [code, name] as const)]}
          onChange={(event) => set({ countries: [...chosen, event.target.value] })}
        />
        <SelectField
          label="Default country"
          value={values.country}
          error={faults['brand.country']}
          hint="What a number without + is taken for."
          options={chosen.map((code) => [code, nameOf(code)] as const)}
          onChange={(event) => set({ country: event.target.value })}
        />
      </div>
    </fieldset>
  )
}
