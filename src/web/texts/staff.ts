/** What staff read: these pages and e-mails are in English only. */
export const staffTexts = {
  labels: {
    email: 'Email',
    password: 'Password',
    remember: 'Remember me',
    forgot: 'Forgot password',
    logIn: 'Log in',
  },
  login: 'Log in',
  loginLead: 'For experts and supervisors.',
  show: 'Show password',
  hide: 'Hide password',
  wrong: 'Email and password do not match an active account',
  throttled: 'Too many tries. Wait a little before the next one.',
  throttledUntil: (when: string) => `Too many tries. You can try again after ${when}.`,
  loggedOut: 'You are logged out.',
  expired: 'You were logged out after a while without use. Log in to go on.',
  resetDone: 'Your password is changed. Log in with the new one.',
  totp: 'Confirm it is you',
  totpLead: 'Enter the 6 digits your authenticator app shows.',
  totpCode: 'Code',
  recoveryLead: 'Enter one of the recovery codes you kept. Each works once.',
  recoveryCode: 'Recovery code',
  byRecovery: 'Use a recovery code',
  byApp: 'Use the authenticator app',
  confirm: 'Confirm',
  totpWrong: 'This is not the code your app shows now',
  recoveryWrong: 'This is not a recovery code of yours, or it has been used',
  trust: 'Trust this browser for 30 days',
  forgotTitle: 'Forgot password',
  forgotLead: 'Enter your email. If it has an account, we send a link to choose a new password.',
  sendLink: 'Send the link',
  sent: 'Look at your mail',
  sentLead: (email: string) => `If ${email} has an account, a link is on its way. It works for 30 minutes.`,
  resetTitle: 'Choose a new password',
  newPassword: 'New password',
  newPasswordHint: (least: number) => `At least ${least} characters. A few words in a row are easy to keep.`,
  change: 'Change password',
  linkGone: 'This link no longer works',
  linkGoneLead: 'It has been used, or more than 30 minutes have passed. Ask for a new one.',
  askAgain: 'Ask for a new link',
  toLogin: 'Back to log in',
  emailMissing: 'Enter your email',
  passwordMissing: 'Enter your password',
  passwordShort: (least: number) => `Use at least ${least} characters`,
  passwordKnown: 'This password is in lists of leaked ones. Choose another',
  messages: {
    reportedSubject: (brand: string) => `${brand}: a visitor was removed and reported`,
    reported: (by: string, product: string, words: string, link: string) =>
      `${by} removed a visitor from a demo of ${product} and reported:

${words || '(no words)'}

${link}
`,
    agentSubject: {
      made: (product: string, when: string) => `Booked: ${product}, ${when}`,
      moved: (product: string, when: string) => `Moved: ${product}, now ${when}`,
      cancelled: (product: string, when: string) => `Cancelled: ${product}, ${when}`,
      left: (product: string, when: string) => `Moved away: ${product}, ${when}`,
    },
    agentMail: (name: string, product: string, when: string, link: string) =>
      `${name}\n${product}\n${when}\n\nYour meetings: ${link}\n`,
    agentReminderSubject: (product: string, clock: string) => `At ${clock}: demo of ${product}`,
    agentReminder: (product: string, when: string, names: string, link: string) =>
      `${product}, ${when}\nWith: ${names}\n\nJoin from your meetings: ${link}\n`,
    waitingSubject: (product: string, when: string) => `Somebody waits for you: ${product}, ${when}`,
    slotMissedSubject: (product: string, when: string) => `No expert came: ${product}, ${when}`,
    slotMissed: (name: string, product: string, when: string, experts: string, link: string) =>
      `${name} had booked ${product}, ${when}. No expert came.\nExperts of this slot: ${experts || 'none'}\n\nThe customer was told. Look at the demo: ${link}\n`,
    desertedSubject: (product: string, when: string) => `No expert for ${product}, ${when}`,
    deserted: (product: string, when: string, seats: number, link: string) =>
      `${product}, ${when}: ${seats === 1 ? '1 seat is' : `${seats} seats are`} booked and no expert is left. Give the slot to somebody, or move or cancel it:\n${link}\n`,
    unsendableSubject: (brand: string) => `${brand}: codes are not being sent`,
    unsendable: {
      PREFIX: (link: string) =>
        `So many codes were asked for numbers of one kind that no more are sent to them this hour. This may be fraud: look at the messages.\n${link}`,
      CAP: (link: string) =>
        `The most codes per hour have been sent, so visitors cannot register until the hour is over. If these are real visitors, raise PHYGITAL_OTP_HOURLY_CAP.\n${link}`,
    },
  },
}
