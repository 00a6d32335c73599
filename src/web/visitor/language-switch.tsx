import { createContext, useContext } from 'react'

/** The languages visitors choose from, each named in itself. */
export const languageNames: Readonly<Record<string, string>> = { en: 'English', hi: 'हिन्दी' }

/** The address (path and query) that shows this page again; null where there is no choice of language, as for staff. */
export const HereContext = createContext<string | null>(null)

/** An address of ours that puts the choice into a cookie and leads back to itself without the parameter. */
export function inLanguage(here: string, lang: string): string {
  const { pathname, searchParams } = new URL(here, 'http://here')
  searchParams.set('lang', lang)
  return `${pathname}?${searchParams}`
}

/** English or Hindi: plain links, so that they work without script. `here` where no `HereContext` says it. */
export function LanguageSwitch(props: { lang: string; label: string; here?: string }) {
  const known = useContext(HereContext)
  const here = props.here ?? known
  if (here === null) return null
  return (
    <nav className="languages" aria-label={props.label}>
      {Object.entries(languageNames).map(([lang, name]) => (
        <a
          key={lang}
          href={inLanguage(here, lang)}
          lang={lang}
          hrefLang={lang}
          rel="nofollow"
          aria-current={props.lang.split('-')[0] === lang ? 'true' : undefined}
        >
          {name}
        </a>
      ))}
    </nav>
  )
}
