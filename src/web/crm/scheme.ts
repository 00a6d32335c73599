export type SchemeChoice = 'system' | 'light' | 'dark'

/** Also read by the documents beside the CRM (device check, call), so that all of them look alike. */
const KEY = 'phygital-theme'

export function schemeChoice(): SchemeChoice {
  try {
    const kept = localStorage.getItem(KEY)
    return kept === 'light' || kept === 'dark' ? kept : 'system'
  } catch {
    return 'system'
  }
}

/** Puts the choice on the document's root; without a mark there the theme follows the system. */
export function applyScheme(choice: SchemeChoice = schemeChoice()): void {
  if (choice === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = choice
}

/** Applies and keeps the choice; other open tabs follow. */
export function chooseScheme(choice: SchemeChoice): void {
  applyScheme(choice)
  try {
    if (choice === 'system') localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, choice)
  } catch {
    // Storage is refused: the choice holds for this page.
  }
}

/** Follows a choice made in another tab. Call once at start. */
export function followScheme(): void {
  applyScheme()
  addEventListener('storage', (event) => {
    if (event.key === KEY) applyScheme()
  })
}
