import { createContext, useContext } from 'react'
import { localeIn } from '../texts/format.ts'

/** What the server tells the document beside the page. */
export interface Island {
  me: {
    id: number
    name: string
    role: 'AGENT' | 'ADMIN'
    email: string
    products: { id: number; name: string; slug: string }[]
    twoFactor: boolean
  }
  brand: { name: string; logoUrl: string | null; colour: string; zone: string; country: string }
  trial: boolean
}

export interface Session extends Island {
  /** BCP 47 tag of words, dates and numbers */
  lang: string
  /** IANA zone in which the CRM writes times: the brand's */
  zone: string
}

export function readSession(): Session {
  const island = JSON.parse(document.getElementById('island')?.textContent ?? '{}') as Island
  return {
    ...island,
    lang: localeIn(document.documentElement.lang || 'en', island.brand.country),
    zone: island.brand.zone,
  }
}

const SessionContext = createContext<Session | null>(null)
export const SessionProvider = SessionContext.Provider

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('useSession stands outside of SessionProvider')
  return session
}
