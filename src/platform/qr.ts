import { toBuffer, toString as toText } from 'qrcode'

// Level Q survives a scratched shelf; four modules of quiet zone are what readers ask for.
const options = { errorCorrectionLevel: 'Q', margin: 4 } as const

/** A QR code of a text as SVG markup, black on white. */
export const qrSvg = (text: string): Promise<string> => toText(text, { ...options, type: 'svg' })

/** The same as a PNG of 1200 px a side, for print shops. */
export const qrPng = (text: string): Promise<Buffer> => toBuffer(text, { ...options, type: 'png', width: 1200 })
