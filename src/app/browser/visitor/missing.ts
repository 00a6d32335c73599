type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

const place = (mark: HTMLElement) => mark.closest('.check')?.lastElementChild ?? mark.closest('.field') ?? mark

function isEmpty(mark: HTMLElement): boolean {
  if (mark.getAttribute('role') === 'radiogroup') return !mark.querySelector(':checked')
  const control = mark as Control
  return control.type === 'checkbox' ? !(control as HTMLInputElement).checked : !control.value.trim()
}

function clear(mark: HTMLElement): void {
  document.getElementById(`${mark.id}-error`)?.remove()
  mark.removeAttribute('aria-invalid')
}

function say(mark: HTMLElement): void {
  clear(mark)
  const id = `${mark.id}-error`
  const line = document.createElement('p')
  line.className = 'error'
  line.id = id
  line.textContent = mark.dataset.missing ?? ''
  place(mark).append(line)
  const ids = new Set((mark.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean))
  mark.setAttribute('aria-describedby', [...ids.add(id)].join(' '))
  if (mark.getAttribute('role') !== 'radiogroup') mark.setAttribute('aria-invalid', 'true')
}

/** Says at once what the server would say after a trip: which of the `[data-missing]` controls are empty. True when one is. */
export function saysMissing(form: HTMLFormElement): boolean {
  const marks = [...form.querySelectorAll<HTMLElement>('[data-missing]')]
  const empty = marks.filter((mark) => mark.offsetParent !== null && isEmpty(mark))
  for (const mark of empty) say(mark)
  const [first] = empty
  const target = first?.getAttribute('role') === 'radiogroup' ? first.querySelector('input') : first
  target?.focus()
  return empty.length > 0
}

/** A line about a control goes as soon as the person mends it. */
export function forgetsWhenMended(form: HTMLFormElement): void {
  form.addEventListener('input', (event) => {
    const control = event.target as HTMLElement
    const mark = control.closest<HTMLElement>('[data-missing]') ?? control
    if (mark.id) clear(mark)
  })
}
