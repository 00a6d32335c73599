/** Older than this, what was typed belongs to somebody who has left. */
const HALF_AN_HOUR = 30 * 60_000

type Control = HTMLInputElement | HTMLSelectElement

const controls = (form: HTMLFormElement) =>
  [...form.elements].filter(
    (element): element is Control =>
      (element instanceof HTMLInputElement && element.type !== 'hidden' && element.type !== 'submit') ||
      element instanceof HTMLSelectElement,
  )

function read(key: string): Record<string, string> | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null')
    return kept && Date.now() - kept.at < HALF_AN_HOUR ? kept.values : null
  } catch {
    return null
  }
}

function restore(form: HTMLFormElement, values: Record<string, string>): void {
  for (const control of controls(form)) {
    const value = values[control.name]
    if (value === undefined) continue
    if (control instanceof HTMLInputElement && control.type === 'checkbox') control.checked = value === 'yes'
    else if (control instanceof HTMLSelectElement || control.value === '') control.value = value
  }
}

/**
 * What was typed into `form[data-keep]` outlives a tab that the phone discards in the background. It stays in this tab
 * (sessionStorage), is gone once sent, and gives way to what the server wrote into the form.
 */
export function keptValues(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-keep]')
  if (!form) return
  const key = `${form.dataset.keep}:${location.pathname}`
  const answered = controls(form).some(
    (control) => control instanceof HTMLInputElement && control.defaultValue !== '' && control.type !== 'checkbox',
  )
  const kept = answered ? null : read(key)
  if (kept) restore(form, kept)
  const keep = () => {
    const values = Object.fromEntries(
      controls(form).map((control) => [
        control.name,
        control instanceof HTMLInputElement && control.type === 'checkbox'
          ? control.checked
            ? 'yes'
            : ''
          : control.value,
      ]),
    )
    try {
      sessionStorage.setItem(key, JSON.stringify({ at: Date.now(), values }))
    } catch {
      // Storage may be full or forbidden: then nothing is kept, as without script.
    }
  }
  form.addEventListener('input', keep)
  // Another language is a page load: what the server had written back goes along too.
  document.querySelector('.languages')?.addEventListener('click', keep)
  addEventListener('pagehide', () => {
    if (form.dataset.sent) sessionStorage.removeItem(key)
  })
}
