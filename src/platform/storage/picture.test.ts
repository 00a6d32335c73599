import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { temporaryFolder } from '../../../tests/support/program.ts'
import { preparePicture } from './picture.ts'
import { folderStorage } from './storage.ts'

const folder = temporaryFolder('storage')
afterAll(folder.remove)

const bounds = { width: 800, height: 600 }
const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#a03050' }, limitInputPixels: false })

const crcTable = Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c >>> 0
})
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  let crc = 0xffffffff
  for (const byte of body) crc = crcTable[(crc ^ byte) & 255]! ^ (crc >>> 8)
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE((crc ^ 0xffffffff) >>> 0)
  return Buffer.concat([length, body, sum])
}
/** A PNG whose head says one size and whose data is another. */
function png(width: number, height: number, data: Buffer): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 0, 0, 0, 0], 8)
  const mark = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  return Buffer.concat([mark, chunk('IHDR', head), chunk('IDAT', deflateSync(data)), chunk('IEND', Buffer.alloc(0))])
}

test.each(['jpeg', 'png', 'webp'] as const)('a %s file comes out as WebP within bounds', async (format) => {
  const made = await preparePicture(await plain(1600, 400).toFormat(format).toBuffer(), bounds)
  expect(await sharp(made).metadata()).toMatchObject({ format: 'webp', width: 800, height: 200 })
})

test('it is turned as its camera was held, and never made larger', async () => {
  const lying = await plain(200, 100).withMetadata({ orientation: 6 }).jpeg().toBuffer()
  expect(await sharp(await preparePicture(lying, bounds)).metadata()).toMatchObject({ width: 100, height: 200 })
})

test('bombs, other files and broken ones are refused in words, and this process stays small', async () => {
  const before = process.memoryUsage().rss
  const bomb = await plain(12_000, 12_000).png().toBuffer()
  expect(bomb.length).toBeLessThan(2_500_000)
  for (const [file, says] of [
    [bomb, /too many pixels/],
    [png(65_000, 65_000, Buffer.alloc(1000)), /too many pixels/],
    [png(4000, 4000, Buffer.alloc(1000)), /damaged/],
    [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), /not a picture/],
    [await plain(9, 9).gif().toBuffer(), /not a picture/],
    [await plain(9, 9).tiff().toBuffer(), /not a picture/],
    [Buffer.from('PK\u0003\u0004 a zip'), /not a picture/],
    [Buffer.alloc(1_000_000), /not a picture/],
  ] as const) {
    await expect(preparePicture(file, bounds), String(says)).rejects.toMatchObject({ code: 'invalid', message: says })
  }
  expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000)
})

test('many at once wait for each other, and too many are sent away', async () => {
  const file = await plain(60, 40).png().toBuffer()
  const all = await Promise.allSettled(Array.from({ length: 9 }, () => preparePicture(file, bounds)))
  const refused = all.filter((it) => it.status === 'rejected')
  expect(refused).toHaveLength(5)
  for (const { reason } of refused) expect(reason).toMatchObject({ code: 'too_many' })
  expect(await preparePicture(file, bounds)).toBeInstanceOf(Buffer)
})

test('what is kept has a name made of its contents, and no other name reaches the disk', async () => {
  const storage = folderStorage(folder.path)
  const name = await storage.put(Buffer.from('one'), 'webp')
  expect(await storage.put(Buffer.from('one'), 'webp')).toBe(name)
  expect(await storage.put(Buffer.from('two'), 'webp')).not.toBe(name)
  expect(String(await storage.get(name))).toBe('one')
  for (const other of ['../secret', `../${name}`, `${'0'.repeat(40)}.webp`, '', `${name}/`, '/etc/passwd']) {
    expect(await storage.get(other)).toBe(undefined)
  }
})
