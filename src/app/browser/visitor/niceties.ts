const all = <T extends HTMLElement>(selector: string) => document.querySelectorAll<T>(selector)

function showPassword(button: HTMLButtonElement): void {
  const input = document.getElementById(button.value) as HTMLInputElement | null
  if (!input) return
  button.hidden = false
  const words = [button.textContent, button.dataset.other ?? '']
  button.addEventListener('click', () => {
    const shown = input.type === 'password'
    input.type = shown ? 'text' : 'password'
    button.textContent = words[shown ? 1 : 0] ?? ''
  })
  // Browsers keep what was typed by its type: a password must leave as one.
  input.form?.addEventListener('submit', () => {
    input.type = 'password'
  })
}

function copyLink(button: HTMLButtonElement): void {
  const input = document.getElementById(button.value) as HTMLInputElement | null
  const said = document.querySelector<HTMLElement>('[data-copied]')
  if (!input) return
  button.hidden = false
  button.addEventListener('click', async () => {
    input.select()
    try {
      await navigator.clipboard.writeText(input.value)
    } catch {
      // The older way is what browsers inside apps have.
      if (!document.execCommand('copy')) return
    }
    if (said) said.textContent = said.dataset.copied ?? ''
  })
}

function countLeft(area: HTMLTextAreaElement): void {
  const hint = document.getElementById(`${area.id}-hint`)
  if (!hint) return
  const say = () => {
    hint.textContent = (area.dataset.left ?? '{}').replace('{}', String(area.maxLength - area.value.length))
  }
  area.addEventListener('input', say)
  if (area.value) say()
}

/** Small improvements, each bound to its mark in the page. */
export function niceties(): void {
  all<HTMLButtonElement>('[data-do=show]').forEach(showPassword)
  all<HTMLButtonElement>('[data-do=copy]').forEach(copyLink)
  all<HTMLTextAreaElement>('[data-left]').forEach(countLeft)
  for (const summary of all('[data-do=focus]')) summary.focus()
  const notice = document.getElementById('no-camera')
  if (notice && isSecureContext && !navigator.mediaDevices?.getUserMedia) notice.hidden = false
}
