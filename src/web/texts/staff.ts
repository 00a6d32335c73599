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
    unsendableSubject: (brand: string) => `${brand}: codes are not being sent`,
    unsendable: {
      PREFIX: (link: string) =>
        `So many codes were asked for numbers of one kind that no more are sent to them this hour. This may be fraud: look at the messages.\n${link}`,
      CAP: (link: string) =>
        `The most codes per hour have been sent, so visitors cannot register until the hour is over. If these are real visitors, raise PHYGITAL_OTP_HOURLY_CAP.\n${link}`,
    },
  },
}
