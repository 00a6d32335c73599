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
  page: { trial: string; trialPhone: string; skip: string; noScript: string }
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
  expert: ExpertTexts
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
  schedule: string
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
  /** By the server's word; a text of the expert's own is shown as it is. */
  reasons: Record<'BUSY' | 'CLOSED' | 'WRONG_PRODUCT' | 'OTHER' | 'AWAY' | 'NO_EXPERT', string>
}

export interface CallTexts {
  title: string
  entering: string
  leftTitle: string
  leftText: string
  rejoin: string
  refused: string
  buy: string
  buyShort: string
  leaving: string
  phoneAsked: string
  phoneAskedText: string
  phoneFailed: string
  expert: string
}

export interface ExpertTexts {
  title: string
  panel: string
  card: string
  asked: string
  from: string
  source: Record<'WEBSITE' | 'BRAND_STORE', string>
  device: string
  mobile: string
  email: string
  earlier: string
  noEarlier: string
  minutes: string
  visitorWaiting: string
  visitorLeft: string
  wantsPhone: string
  stuckThere: string
  callNumber: string
  remove: string
  removeTitle: string
  removeText: string
  report: string
  reportWhy: string
  reportDo: string
  cancel: string
  endTitle: string
  endText: string
  keepTalking: string
  wrapTitle: string
  wrapLead: string
  status: string
  statuses: Record<'PENDING' | 'NOT_JOINED' | 'COMPLETED' | 'CANCELLED', string>
  outcome: string
  outcomes: Record<'BOUGHT' | 'WILL_BUY' | 'FOLLOW_UP' | 'NO', string>
  outcomeNone: string
  remarks: string
  save: string
  later: string
  saved: string
  notSaved: string
  checkTitle: string
  checkLead: string
  goLive: string
  goLiveFor: string
  pickProduct: string
  back: string
  micQuiet: string
  micHeard: string
  queue: Counted
  loggedOut: string
  logIn: string
}

const allow = 'allow the camera and microphone'

export const mediaTexts: MediaTexts = {
  page: {
    trial: 'Trial. Nothing is sent: messages appear on the',
    trialPhone: 'trial phone',
    skip: 'Skip to content',
    noScript: 'Video calls need JavaScript. Turn it on in your browser, then reload this page.',
  },
  controls: {
    microphone: 'Microphone',
    camera: 'Camera',
    shareScreen: 'Share screen',
    stopSharing: 'Stop sharing',
    chat: 'Chat',
    leave: 'Leave',
    endMeeting: 'End meeting',
    devices: 'Devices',
    flip: 'Flip',
    close: 'Close',
    bar: 'Call controls',
  },
  devices: {
    title: 'Devices',
    microphone: 'Use microphone',
    camera: 'Use camera',
    speaker: 'Use speaker',
    none: 'None found',
    nth: 'Device {n}',
    testSpeaker: 'Test speaker',
    level: 'Microphone level',
    done: 'Done',
  },
  preview: {
    label: 'Your picture',
    asking: 'Allow the camera and microphone when your browser asks.',
    starting: 'Starting the camera',
    cameraOff: 'Your camera is off',
    noCamera: 'No camera. You can talk without one.',
    listening: 'Listening only: you hear the expert and can write in the chat.',
    audioOnly: 'Audio only',
    listenOnly: 'Listen only',
    tryAgain: 'Try again',
    noCalls: 'This browser cannot make video calls',
    noCallsWhat: 'Open this page in a current Chrome, Safari, Edge or Firefox.',
    problems: {
      denied: 'Your browser blocks it for this site.',
      dismissed: 'Your browser asked, and got no answer.',
      missing: 'None was found on this device.',
      busy: 'Another app is using it. Close that app and try again.',
      unsupported: 'This browser has no access to it.',
      failed: 'It could not be started.',
    },
    both: {
      denied: 'Your camera and microphone are blocked for this site.',
      dismissed: 'Your camera and microphone are not allowed yet.',
      missing: 'No camera or microphone was found on this device.',
      busy: 'Another app is using your camera or microphone. Close that app and try again.',
      unsupported: 'This browser gives no access to camera and microphone.',
      failed: 'Your camera and microphone could not be started.',
    },
    help: {
      chromeAndroid: `Tap the icon left of the address, then Permissions, and ${allow}.`,
      chromeIos: `Open the iPhone's Settings, choose Chrome, and ${allow}. Then come back here.`,
      safariIos: `Tap the icon left of the address, then the three dots and Website Settings, and ${allow}.`,
      safariMac: `In the menu choose Safari, then Settings for This Website, and ${allow}.`,
      firefox: `Click the crossed-out camera left of the address, remove the block, and try again.`,
      firefoxAndroid: `Tap the lock left of the address, and ${allow}.`,
      desktop: `Click the icon left of the address, and ${allow}.`,
      inApp: 'You are inside another app. Open this page in Chrome or Safari.',
      other: `In your browser's settings for this site, ${allow}.`,
    },
  },
  stage: {
    you: 'You',
    move: 'You. Drag your picture or use the arrow keys to move it.',
    muted: 'Microphone off',
    sharing: '{name} is sharing a screen',
    sharingYou: 'You are sharing your screen',
    speaking: 'Speaking',
    waitingFor: 'Waiting for {name}',
    waitingAnyone: 'Nobody else is here yet',
    away: '{name} has lost the connection. The place is kept.',
    connecting: 'Connecting to {name}',
    reconnecting: 'The connection dropped. Reconnecting',
    lineDown: 'No connection to the server. Trying again',
    stuckTitle: 'No picture or sound yet',
    stuckText: 'The network in between may block video calls. We keep trying. You can also:',
    retry: 'Retry',
    audioOnly: 'Audio only',
    phoneCall: 'Phone call',
    soundOff: 'Turn the sound on',
    weak: 'Your connection is weak.',
    weakThem: 'The connection to {name} is weak.',
    audioOnlyOn: 'Audio only: pictures are off to save the connection.',
    videoBack: 'Turn pictures on',
    joined: '{name} is here',
    left: '{name} has left',
    quality: {
      good: 'Connection good',
      fair: 'Connection fair',
      poor: 'Connection weak',
      lost: 'No connection',
    },
  },
  chat: {
    title: 'Conversation',
    message: 'Message',
    send: 'Send',
    empty: 'Write something, or send a link. Messages stay while the meeting lasts.',
    you: 'You',
    notSent: 'Not sent.',
    sendAgain: 'Send again',
    unread: { one: '{n} new message', other: '{n} new messages' },
    long: 'At most {n} characters.',
  },
  lobby: {
    title: 'Meet an expert',
    ready: 'Ready to meet?',
    lead: 'Check your picture and sound, then ask to join.',
    ask: 'Ask to join',
    asking: 'Asking',
    leaveQueue: 'Leave queue',
    waiting: 'You are in the queue',
    next: 'You are next',
    place: 'Place {n} in the queue',
    wait: { one: 'About {n} minute to wait', other: 'About {n} minutes to wait' },
    waitSoon: 'Less than a minute to wait',
    survives: 'Your place is kept when you reload, and for 5 minutes when you are offline.',
    noExperts: 'The expert has stepped away. Your place is kept while we wait for one to return.',
    noExpertsNow: 'No expert is live at this moment.',
    from: 'Message from the expert',
    admitted: 'The expert is ready',
    admittedTab: 'You can come in',
    rejectedTitle: 'The expert cannot meet you now',
    rejectedText: 'You can ask again, or choose another time.',
    removedTitle: 'The expert has ended the meeting for you',
    removedText: 'If you think this is a mistake, contact support.',
    leftTitle: 'You have left the queue',
    leftText: 'Ask again whenever you like.',
    closedTitle: 'This demo has ended',
    closedText: 'Thank you for your time.',
    askAgain: 'Ask again',
    tryAgain: 'Try again',
    schedule: 'Schedule demo',
    alert: 'Tell me when an expert is live',
    product: 'Back to {product}',
    support: 'Call support: {phone}',
    feedback: 'Tell us how it was',
    replacedTitle: 'You went on in another tab',
    replacedText: 'Your place is the same there. Camera and microphone are off here.',
    useHere: 'Go on here',
    endedTitle: 'Your session has ended',
    endedText: 'Open the product page again to go on.',
    offline: 'You are offline. Your place is kept for 5 minutes.',
    restarting: 'A short pause on our side. Your place is kept.',
    failed: 'That did not work. Try again.',
    reasons: {
      BUSY: 'All experts are busy just now.',
      CLOSED: 'The experts have closed for today.',
      WRONG_PRODUCT: 'This expert serves another product. Open the page of the product you want to see.',
      OTHER: 'You can ask again, or choose another time.',
      AWAY: 'You were away for more than 5 minutes, so the place was given up.',
      NO_EXPERT: 'No expert came back in time, so the queue was closed.',
    },
  },
  call: {
    title: 'Meeting',
    entering: 'Going in',
    leftTitle: 'You have left the meeting',
    leftText: 'You can come back while the expert is there.',
    rejoin: 'Rejoin demo',
    refused: 'This meeting cannot be opened',
    buy: 'Buy {product}',
    buyShort: 'Buy',
    leaving: 'Leaving',
    phoneAsked: 'The expert will phone you',
    phoneAskedText: 'Keep your phone at hand. The number is the one you proved.',
    phoneFailed: 'The expert could not be told. Try again.',
    expert: 'the expert',
  },
  expert: {
    title: 'Meeting',
    panel: 'Customer',
    card: 'Customer',
    asked: 'Asked',
    from: 'From',
    source: { WEBSITE: 'Website', BRAND_STORE: 'Brand store' },
    device: 'Device',
    mobile: 'Mobile',
    email: 'Email',
    earlier: 'Earlier demos',
    noEarlier: 'This is their first demo.',
    minutes: '{n} min',
    visitorWaiting: '{name} has been let in and is joining',
    visitorLeft: '{name} has left. End the meeting, or wait: they can come back.',
    wantsPhone: '{name} asks you to phone instead',
    stuckThere: '{name} sees no picture and hears no sound yet',
    callNumber: 'Call {number}',
    remove: 'Remove',
    removeTitle: 'Remove {name} from the meeting?',
    removeText: 'They cannot come back into this meeting without knocking again.',
    report: 'Remove and report',
    reportWhy: 'What happened',
    reportDo: 'Remove and report',
    cancel: 'Cancel',
    endTitle: 'End the meeting with {name}?',
    endText: 'Both of you leave. What is said in the chat is not kept.',
    keepTalking: 'Keep talking',
    wrapTitle: 'How did it go with {name}?',
    wrapLead: '{product}',
    status: 'Status',
    statuses: { PENDING: 'Pending', NOT_JOINED: 'Not joined', COMPLETED: 'Completed', CANCELLED: 'Cancelled' },
    outcome: 'Outcome',
    outcomes: { BOUGHT: 'Bought', WILL_BUY: 'Will buy', FOLLOW_UP: 'Follow up', NO: 'No' },
    outcomeNone: 'Not chosen',
    remarks: 'Remarks',
    save: 'Save and next',
    later: 'Later',
    saved: 'Saved',
    notSaved: 'Not saved.',
    checkTitle: 'Check your devices',
    checkLead: 'Visitors will see and hear you like this.',
    goLive: 'Go live',
    goLiveFor: 'Products',
    pickProduct: 'Choose at least one product.',
    back: 'Back to the queue',
    micQuiet: 'Say something: the bar must move.',
    micHeard: 'We hear you.',
    queue: { one: '{n} visitor is waiting', other: '{n} visitors are waiting' },
    loggedOut: 'Log in again to go on.',
    logIn: 'Log in',
  },
}

/** Puts values into a text's `{names}`. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

/** The form of a counted phrase that a number takes in a language. */
export function count(forms: Counted, n: number, lang: string): string {
  const form = forms[new Intl.PluralRules(lang).select(n) as keyof Counted] ?? forms.other
  return fill(form, { n: new Intl.NumberFormat(lang).format(n) })
}
