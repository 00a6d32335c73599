import Button from '@mui/material/Button'
import type { CSSProperties, ReactNode } from 'react'
import { Icon } from '../../../web/crm/icons.tsx'
import { type Scheme, tones, variablesOf } from '../../../web/theme/theme.ts'
import { Button as VisitorButton } from '../../../web/ui/button.tsx'
import { Field } from '../../../web/ui/field.tsx'
import { BrandBar } from '../../../web/visitor/brand-bar.tsx'
import type { Settings } from '../schema.ts'
import { ShadowBox } from './shadow-box.tsx'

type Brand = Settings['brand']

/** How visitors and staff will see the brand, in light and dark: the pages' own parts with the colours being tried. */
export function LookPreview({ brand }: { brand: Brand }) {
  return (
    <section className="section" aria-labelledby="look-title">
      <h2 id="look-title">Preview</h2>
      <div className="previews">
        {(['light', 'dark'] as const).map((scheme) => (
          <Framed key={scheme} scheme={scheme} brand={brand} of="Visitors">
            <ShadowBox>
              <VisitorLook brand={brand} />
            </ShadowBox>
          </Framed>
        ))}
        {(['light', 'dark'] as const).map((scheme) => (
          <Framed key={scheme} scheme={scheme} brand={brand} of="CRM">
            <CrmLook brand={brand} />
          </Framed>
        ))}
      </div>
    </section>
  )
}

function Framed(props: { scheme: Scheme; brand: Brand; of: string; children: ReactNode }) {
  const { scheme, brand, of, children } = props
  const set = tones(brand.colour)[scheme]
  // MUI's own variables were worked out from the page's at its root.
  const mui = { '--mui-palette-primary-main': set.brand, '--mui-palette-primary-contrastText': set.onBrand }
  const look = { ...variablesOf(set), ...mui, colorScheme: scheme } as CSSProperties
  return (
    <figure className="preview">
      <figcaption>
        {of}, {scheme}
      </figcaption>
      {/* A picture: nothing in it can be used. */}
      <div className="preview-box" style={look} inert>
        {children}
      </div>
    </figure>
  )
}

function VisitorLook({ brand }: { brand: Brand }) {
  return (
    <>
      <BrandBar brand={brand} />
      <div className="page">
        <div className="card">
          <h2>Your details</h2>
          <Field id="preview-mobile" label="Mobile number" type="tel" readOnly />
          <VisitorButton look="primary" type="button">
            Get OTP
          </VisitorButton>
          <p className="quiet">
            I agree to the <a href="/terms">terms</a>
          </p>
        </div>
      </div>
    </>
  )
}

function CrmLook({ brand }: { brand: Brand }) {
  return (
    <div className="preview-crm">
      <div className="preview-side">
        {brand.logoUrl ? (
          <img className="brand-logo" src={brand.logoUrl} alt="" height={24} />
        ) : (
          <span className="brand-name cut">{brand.name}</span>
        )}
        <span className="nav-item" aria-current="page">
          <Icon name="live" />
          <span className="nav-words">Join live</span>
          <span className="nav-count">2</span>
        </span>
        <span className="nav-item">
          <Icon name="people" />
          <span className="nav-words">Customers</span>
        </span>
      </div>
      <div className="preview-main">
        <Button variant="contained" color="primary">
          Go live
        </Button>
        <span className="tags">
          <span className="tag tag-brand">Waiting</span>
          <span className="tag tag-ok">Active</span>
        </span>
      </div>
    </div>
  )
}
