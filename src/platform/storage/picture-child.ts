import { buffer } from 'node:stream/consumers'
import sharp from 'sharp'

// A program of its own: reads one picture from standard input, writes it anew to standard output. Arguments: width, height.

const NO_PICTURE = 2
const TOO_LARGE = 3
const DAMAGED = 4
const PIXELS = 50_000_000

// Only these are ever parsed: an SVG, a PDF or a GIF does not reach its reader.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({ operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp'] })
sharp.cache(false)
sharp.concurrency(1)

const [width, height] = process.argv.slice(2).map(Number)
const picture = sharp(await buffer(process.stdin), { limitInputPixels: PIXELS, failOn: 'error' })

const codeOf = (error: unknown): number => (/pixel limit/i.test((error as Error).message) ? TOO_LARGE : DAMAGED)

try {
  const known = await picture.metadata().then(
    () => undefined,
    (error: unknown) => (/pixel limit/i.test((error as Error).message) ? TOO_LARGE : NO_PICTURE),
  )
  if (known !== undefined) process.exit(known)
  const made = await picture
    .autoOrient()
    .resize({ width: width!, height: height!, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 82, effort: 4 })
    .toBuffer()
  process.stdout.write(made)
} catch (error) {
  process.exit(codeOf(error))
}
