import type { Problem } from './capture.ts'
import type { Quality } from './engine.ts'
import type { HelpKey } from './permission-help.ts'

/** Forms of a counted phrase (CLDR categories; `other` is always there); `{n}` stands for the number. */
export type Counted = { one?: string; two?: string; few?: string; many?: string; other: string }

/**
 * All words of media controls, lobby and call. Plain strings with `{names}` to fill, so that the server can hand the one
 * language that is needed to the page as data.
 */
export interface MediaTexts {
  page: { trial: string; trialPhone: string; skip: string; noScript: string; language: string }
  controls: {
    microphone: string
    camera: string
    shareScreen: string
    stopSharing: string
    chat: string
    leave: string
    endMeeting: string
    devices: string
    flip: string
    close: string
    bar: string
  }
  devices: {
    title: string
    microphone: string
    camera: string
    speaker: string
    none: string
    nth: string
    testSpeaker: string
    level: string
    done: string
  }
  preview: {
    label: string
    asking: string
    starting: string
    cameraOff: string
    noCamera: string
    listening: string
    audioOnly: string
    listenOnly: string
    tryAgain: string
    noCalls: string
    noCallsWhat: string
    problems: Record<Problem, string>
    both: Record<Problem, string>
    help: Record<HelpKey, string>
  }
  stage: {
    you: string
    move: string
    muted: string
    sharing: string
    sharingYou: string
    speaking: string
    waitingFor: string
    waitingAnyone: string
    away: string
    connecting: string
    reconnecting: string
    lineDown: string
    stuckTitle: string
    stuckText: string
    retry: string
    audioOnly: string
    phoneCall: string
    soundOff: string
    weak: string
    weakThem: string
    audioOnlyOn: string
    videoBack: string
    joined: string
    left: string
    quality: Record<Quality, string>
  }
  chat: {
    title: string
    message: string
    send: string
    empty: string
    you: string
    notSent: string
    sendAgain: string
    unread: Counted
    long: string
  }
  lobby: LobbyTexts
  call: CallTexts
}

export interface LobbyTexts {
  title: string
  ready: string
  lead: string
  ask: string
  asking: string
  leaveQueue: string
  waiting: string
  next: string
  place: string
  wait: Counted
  waitSoon: string
  survives: string
  noExperts: string
  noExpertsNow: string
  booked: string
  bookedLead: string
  bookedTold: string
  bookedThere: string
  bookedSoon: string
  bookedLate: string
  otherTime: string
  liveInstead: string
  told: string
  missedTitle: string
  missedText: string
  bookAgain: string
  from: string
  admitted: string
  admittedTab: string
  rejectedTitle: string
  rejectedText: string
  removedTitle: string
  removedText: string
  leftTitle: string
  leftText: string
  closedTitle: string
  closedText: string
  askAgain: string
  tryAgain: string
  alert: string
  product: string
  support: string
  feedback: string
  replacedTitle: string
  replacedText: string
  useHere: string
  endedTitle: string
  endedText: string
  offline: string
  restarting: string
  failed: string
  /** By the code of a refused press; `failed` for all others. */
  problems: Record<'gone' | 'conflict' | 'too_many' | 'offline', string>
  /** By the server's word; a text of the expert's own is shown as it is. */
  reasons: Record<'BUSY' | 'CLOSED' | 'WRONG_PRODUCT' | 'OTHER' | 'AWAY' | 'NO_EXPERT' | 'MOVED', string>
}

export interface CallTexts {
  title: string
  entering: string
  leftTitle: string
  leftText: string
  rejoin: string
  refused: string
  /** By the code of the refusal; those of no other code read `failed` of the lobby. */
  problems: Record<'gone' | 'conflict' | 'not_found', string>
  buy: string
  buyShort: string
  leaving: string
  phoneAsked: string
  phoneAskedText: string
  phoneFailed: string
  expert: string
}

/** The words for a code of the server's; `other` for one there are none for. */
export const byCode = (words: Record<string, string>, code: string, other: string): string =>
  Object.hasOwn(words, code) ? words[code]! : other

/** Puts values into a text's `{names}`. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

/** The form of a counted phrase that a number takes in a language. */
export function count(forms: Counted, n: number, lang: string): string {
  const form = forms[new Intl.PluralRules(lang).select(n) as keyof Counted] ?? forms.other
  return fill(form, { n: new Intl.NumberFormat(lang).format(n) })
}
