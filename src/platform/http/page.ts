/** What an edge answers when people read it; the app's renderer puts it into its shell. */
export interface Page {
  page: true
  status?: number
  title: string
  /** A React node. The platform does not look into it. */
  body: unknown
  face: 'visitor' | 'staff' | 'app'
  /** Product in sight at the top. */
  product?: { name: string; banner: string | null }
  step?: 'details' | 'code' | 'meet'
  /** Browser bundles by entry name. */
  scripts: string[]
  /** Props for a hydrated page, sent as JSON beside it. */
  island?: unknown
}

export const page = (it: Omit<Page, 'page'>): Page => ({ page: true, ...it })

export const isPage = (answer: unknown): answer is Page => (answer as Page | null)?.page === true
