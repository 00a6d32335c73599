import { forgetsWhenMended, saysMissing } from './missing.ts'

/** A press that got no answer may be repeated after this long: the server knows it by its key. */
const GIVE_UP = 15_000

function release(form: HTMLFormElement): void {
  delete form.dataset.sent
  for (const button of document.querySelectorAll('[aria-busy]')) button.removeAttribute('aria-busy')
}

/** Sends a form once: a second press waits. `solved` is the proof of work the form may have to carry. */
function sendsOnce(form: HTMLFormElement, solved: Promise<boolean> | null): void {
  let ready = !form.querySelector('[data-altcha]')
  solved?.then(() => {
    ready = true
  })
  form.addEventListener('submit', (event) => {
    const submitter = event.submitter
    if (form.dataset.sent || (form.noValidate && saysMissing(form))) {
      event.preventDefault()
      return
    }
    form.dataset.sent = 'yes'
    submitter?.setAttribute('aria-busy', 'true')
    if (ready) {
      setTimeout(() => release(form), GIVE_UP)
      return
    }
    event.preventDefault()
    solved?.then((done) => {
      release(form)
      if (done) form.requestSubmit(submitter)
    })
  })
}

/** All forms of the page: required fields, one press at a time, and the visitor's time zone. */
export function forms(solved: Promise<boolean> | null): void {
  const all = [...document.querySelectorAll<HTMLFormElement>('form[data-once]')]
  for (const form of all) {
    sendsOnce(form, solved)
    forgetsWhenMended(form)
  }
  // The back button brings the page back as it was left: with its form already sent.
  addEventListener('pageshow', () => all.forEach(release))
  for (const input of document.querySelectorAll<HTMLInputElement>('[data-zone]')) {
    input.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? ''
  }
}
