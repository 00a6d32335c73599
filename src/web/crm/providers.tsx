import createCache from '@emotion/cache'
import { CacheProvider } from '@emotion/react'
import { ThemeProvider } from '@mui/material/styles'
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Live } from '../client/live.ts'
import { LineProvider } from './line.tsx'
import { type Session, SessionProvider } from './session.ts'
import { muiTheme } from './theme.ts'

/** The style rules MUI makes carry the page's nonce, as its Content-Security-Policy demands. */
const styles = createCache({
  key: 'm',
  nonce: document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? '',
  // Before the pages' own style sheets, so that these win over MUI's.
  prepend: true,
})

/** What every part of the CRM stands in. */
export function Providers(props: { session: Session; live: Live; queries: QueryClient; children: ReactNode }) {
  const { session, live, queries, children } = props
  return (
    <CacheProvider value={styles}>
      <ThemeProvider theme={muiTheme}>
        <SessionProvider value={session}>
          <LineProvider live={live}>
            <QueryClientProvider client={queries}>{children}</QueryClientProvider>
          </LineProvider>
        </SessionProvider>
      </ThemeProvider>
    </CacheProvider>
  )
}
