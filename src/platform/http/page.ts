/** What an edge answers when people read it; the app puts it into an HTML document. */
export interface Page {
  page: true
  status?: number
  /** A React element: the whole page. The platform does not look into it. */
  body: unknown
  lang: string
  /** Browser bundles by entry name; their styles come along. */
  scripts: string[]
  /** Props for a hydrated page or an app, sent as JSON beside it. */
  island?: unknown
  /** `app`: an empty root that the script fills. */
  face?: 'page' | 'island' | 'app'
  title?: string
  /** Search engines may list it. */
  listed?: boolean
  description?: string
}

export const page = (it: Omit<Page, 'page'>): Page => ({ page: true, ...it })

export const isPage = (answer: unknown): answer is Page => (answer as Page | null)?.page === true
