/** Which words tell a person how to allow camera and microphone in the browser at hand. */
export type HelpKey =
  | 'chromeAndroid'
  | 'chromeIos'
  | 'safariIos'
  | 'safariMac'
  | 'firefox'
  | 'firefoxAndroid'
  | 'desktop'
  | 'inApp'
  | 'other'

const IN_APP =
  /FBAN|FBAV|FB_IAB|Instagram|Line\/|MicroMessenger|Snapchat|LinkedInApp|Twitter|Pinterest|TikTok|musical_ly|WhatsApp|GSA\/|; wv\)/i

/** A page shown inside another app, by its user agent: such views often have no camera. iOS views lack "Safari/". */
export function isInApp(userAgent: string): boolean {
  if (IN_APP.test(userAgent)) return true
  return /iPhone|iPad|iPod/.test(userAgent) && /AppleWebKit/.test(userAgent) && !/Safari\//.test(userAgent)
}

export function helpKey(userAgent: string): HelpKey {
  if (isInApp(userAgent)) return 'inApp'
  const android = /Android/.test(userAgent)
  if (/Firefox|FxiOS/.test(userAgent)) return android ? 'firefoxAndroid' : 'firefox'
  if (/CriOS|EdgiOS/.test(userAgent)) return 'chromeIos'
  if (/iPhone|iPad|iPod/.test(userAgent)) return 'safariIos'
  if (/Chrome|Chromium/.test(userAgent)) return android ? 'chromeAndroid' : 'desktop'
  if (/Macintosh/.test(userAgent) && /Safari\//.test(userAgent)) return 'safariMac'
  return 'other'
}
