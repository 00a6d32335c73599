import { randomBytes } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStaging, type Staging } from '../../../tests/support/staged.ts'
import { literal } from '../engine/duckdb.ts'
import { findFiles, lookAt } from './files.ts'
import { parseMapping } from './mapping.ts'
import { dialectOf } from './read.ts'

const MAPPING = `
source: shop
columns: { customer: c, time: t, action: a, product: p, unit_price: u }
actions: { view: [view] }
time: { formats: [iso], zone: UTC }
`
const NAMES = 'c,t,a,p,u\n'
const row = (n: number, product = `Tv ${n}`) => `C${n},2023-01-0${n}T10:00:00Z,view,${product},${n}00\n`
const late = (n: number) => `C${n},bad${n},view,Tv,1\n`
const GOOD = NAMES + row(1) + row(2) + row(3)
const many = (n: number) =>
  NAMES + Array.from({ length: n }, (_, i) => `C${i},2023-01-01T10:00:00Z,view,Tv ${(i * 7919) % 9973},${i}\n`).join('')

let at: Staging
beforeAll(async () => {
  at = await openStaging()
})
afterAll(() => at.close())

const products = async (name: string, content: string | Buffer, mapping = MAPPING) =>
  (await at.stage(at.write(name, content), mapping)).events.map(({ product }) => product)
const rejected = async (name: string, content: string | Buffer, mapping = MAPPING) =>
  (await at.stage(at.write(name, content), mapping)).rejected.map(({ line, column, reason }) => [line, column, reason])
const refusal = (name: string, content: string | Buffer, mapping = MAPPING) =>
  at.stage(at.write(name, content), mapping).then(
    () => 'was read',
    (error: Error & { code?: string }) => `${error.code}: ${error.message.replace(`${at.folder}/`, '')}`,
  )

describe('lines that are wrong become rejected rows with their line', () => {
  test('a truncated last line', async () => {
    expect(await rejected('cut.csv', `${NAMES + row(1)}C2,2023-01-0`)).toEqual([
      [3, 'a', 'too few columns: expected number of columns: 5 found: 2'],
    ])
    expect(await rejected('cut-quote.csv', `${NAMES + row(1)}C2,2023-01-02,view,"T`)).toEqual([
      [3, 'p', 'a quote that is not closed, or stands inside a cell'],
    ])
  })
  test('a wrong count of columns', async () => {
    const { counts, events, rejected } = await at.stage(
      at.write('count.csv', `${NAMES}x,y\n${row(1)}1,2,3,4,5,6\n`),
      MAPPING,
    )
    expect(events).toHaveLength(1)
    expect(counts).toEqual({ rows: 3, ignored: 0, rejected: 2, unassigned: 0 })
    expect(rejected.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'too few columns: expected number of columns: 5 found: 2'],
      [4, 'too many columns: expected number of columns: 5 found: 6'],
    ])
  })
  test('a line over 8 MB, in a file and at its start', async () => {
    const long = `C9,2023-01-09T10:00:00Z,view,${'x'.repeat(12_000_000)},1\n`
    expect(await rejected('long.csv', many(20_000) + long + row(1))).toEqual([
      [20_002, null, 'a line of more than 8 MB'],
    ])
    expect(await rejected('long-first.csv', NAMES + long + row(1))).toEqual([[2, null, 'a line of more than 8 MB']])
  })
  test('the line is that of an editor: newlines in quotes, blank lines, lines refused above', async () => {
    const text = `${NAMES + row(1, '"Tv ""5""\nbig"')}${late(2)}\n\nx,y\n${row(3, '"a\n\n"b c"')}${late(4)}C,z\n${late(5)}`
    const expected = [
      [4, 't', 'not a time of iso from 1900 to 2299'],
      [7, 'a', 'too few columns: expected number of columns: 5 found: 2'],
      [8, 'p', 'a quote that is not closed, or stands inside a cell'],
      [11, 't', 'not a time of iso from 1900 to 2299'],
      [12, 'a', 'too few columns: expected number of columns: 5 found: 2'],
      [13, 't', 'not a time of iso from 1900 to 2299'],
    ]
    expect(await rejected('lines.csv', text)).toEqual(expected)
    expect(await rejected('lines-crlf.csv', text.replaceAll('\n', '\r\n'))).toEqual(expected)
    expect(await rejected('lines.csv.gz', gzipSync(text))).toEqual(expected)
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])
    expect(await rejected('lines-16.csv', utf16)).toEqual(expected)
    const skipped = expected.map(([line, ...rest]) => [Number(line) + 2, ...rest])
    expect(await rejected('lines-skip.csv', `Export of "today\n\n${text}`, `${MAPPING}format: { skip: 2 }`)).toEqual(
      skipped,
    )
  })
  test('two rows that are the same and wrong are two', async () => {
    expect(await rejected('twice.csv', NAMES + late(1) + late(1))).toEqual([
      [2, 't', 'not a time of iso from 1900 to 2299'],
      [3, 't', 'not a time of iso from 1900 to 2299'],
    ])
  })
  test('NDJSON: a broken line, one that is cut, blank ones are none', async () => {
    const mapping = MAPPING.replace('product: p', 'product: x.p').replace('unit_price: u', 'unit_price: x.u')
    const line = (n: number, t = `2023-01-0${n}T10:00:00Z`) =>
      `${JSON.stringify({ c: 'C', t, a: 'view', x: { p: `Tv "${n}"\n\u0001`, u: n } })}\n`
    const text = `${line(1)}\n{"c": bro\n${line(2)}${line(3, 'bad')}{"c":"C4","t":"20`
    const staged = await at.stage(at.write('broken.ndjson', text), mapping)
    expect(staged.events.map(({ product, unit_price }) => [product, unit_price])).toEqual([
      ['Tv "1"\n\u0001', '1.0000'],
      ['Tv "2"\n\u0001', '2.0000'],
    ])
    expect(staged.rejected.map(({ line, column, reason }) => [line, column, reason])).toEqual([
      [3, 'line', 'not a line of JSON'],
      [5, 't', 'not a time of iso from 1900 to 2299'],
      [6, 'line', 'not a line of JSON'],
    ])
    expect(staged.counts.rows).toBe(5)
  })
})

describe('files that cannot be a list of events are refused with what to do', () => {
  test('binary, a sheet, JSON in one list, UTF-16 with the high byte first', async () => {
    expect(await refusal('noise.csv', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256)))).toMatch(
      /^invalid: noise.csv is not text/,
    )
    expect(await refusal('sheet.csv', Buffer.from('PK\u0003\u0004 and so on'))).toMatch(
      /^invalid: .*save the sheet as CSV/,
    )
    expect(await refusal('list.json', '[{"c":1}]')).toMatch(/^invalid: list.json is one list of JSON/)
    const swapped = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(GOOD, 'utf16le')]).swap16()
    expect(await refusal('be.csv', swapped)).toBe(
      'invalid: be.csv is UTF-16 with the high byte first: save it as UTF-8.',
    )
    expect(await refusal('be-bare.csv', swapped.subarray(2))).toBe(
      'invalid: be-bare.csv is UTF-16 with the high byte first: save it as UTF-8.',
    )
    expect(await refusal('locked.parquet', Buffer.from('PARE\0\0\0'))).toMatch(/^invalid: .*encrypted Parquet/)
  })
  test('an endless line, sparse and packed', async () => {
    const path = at.write('huge.csv', many(20_000))
    truncateSync(path, 300_000_000)
    const file = openSync(path, 'a')
    writeSync(file, `\n${row(1)}`)
    closeSync(file)
    await expect(at.stage(path, MAPPING)).rejects.toMatchObject({
      code: 'too_large',
      message: expect.stringContaining('16 MB'),
    })
    // Random, so that it is no bomb.
    const line = randomBytes(18_000_000).toString('base64')
    expect(await refusal('huge.csv.gz', gzipSync(GOOD + line, { level: 1 }))).toMatch(
      /^too_large: huge.csv.gz has a line/,
    )
  })
  test('archives: cut, damaged, a bomb at once and after a good start', async () => {
    const packed = { 'cut.csv.gz': gzipSync(many(50_000)), 'cut.csv.zst': zstdCompressSync(many(50_000)) }
    for (const [name, bytes] of Object.entries(packed)) {
      expect(await refusal(name, bytes.subarray(0, -2000))).toBe(
        `invalid: ${name} is packed, but cut short or damaged: pack or copy it again.`,
      )
    }
    const bomb = gzipSync(Buffer.alloc(100_000_000, '\n'))
    expect(await refusal('bomb.gz', bomb)).toMatch(/^invalid: bomb.gz unpacks to more than 200 times/)
    const later = gzipSync(Buffer.concat([Buffer.from(many(50_000)), Buffer.alloc(300_000_000, '\n')]))
    expect(await refusal('later.gz', later)).toMatch(/^invalid: later.gz unpacks to more than 200 times/)
  })
  test('Parquet: magic but garbage, cut, broken in the middle', async () => {
    const path = join(at.folder, 'whole.parquet')
    await at.duck.run(`copy (select 'C' || i as c, timestamp '2023-01-01 10:00:00' as t, 'view' as a, 'Tv' || i as p, 5 as u from range(20000) t(i))
      to ${literal(path)} (format parquet)`)
    const whole = readFileSync(path)
    expect((await at.stage(path, MAPPING)).counts.rows).toBe(20_000)
    const said = (name: string) => `invalid: ${name} is a damaged or cut Parquet file: copy it again.`
    expect(
      await refusal('g.parquet', Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(5000, 7), Buffer.from('PAR1')])),
    ).toBe(said('g.parquet'))
    expect(await refusal('c.parquet', whole.subarray(0, -3000))).toBe(said('c.parquet'))
    expect(await refusal('m.parquet', Buffer.from(whole).fill(0x55, 100, 20_000))).toBe(said('m.parquet'))
  })
  test('100,000 columns, and a column of the mapping that is not there', async () => {
    const wide = `${Array.from({ length: 100_000 }, (_, i) => `col${i}`).join(',')}\n${','.repeat(99_999)}\n`
    expect(await refusal('wide.csv', wide)).toMatch(/^too_large: wide.csv has more than 2000 columns/)
    expect(await refusal('absent.csv', 'c,t,a,u\n1,2,3,4\n')).toBe(
      'invalid: absent.csv has no column «p». It has: c, t, a, u.',
    )
  })
  test('two columns of one name, unless the mapping uses neither or says which', async () => {
    const twice = 'c,t,a,p,u,u\nC1,2023-01-01T10:00:00Z,view,Tv,100,999\n'
    expect(await refusal('two.csv', twice)).toBe(
      'invalid: two.csv has 2 columns «u». Say in the mapping which one is meant: u_1 or u_2, from the left.',
    )
    expect(await refusal('two-of.csv', twice, MAPPING.replace('unit_price: u', 'unit_price: [u, c]'))).toMatch(
      /2 columns/,
    )
    const price = async (column: string, text = twice) =>
      (await at.stage(at.write('two.csv', text), MAPPING.replace('price: u', `price: ${column}`))).events[0]!.unit_price
    expect(await price('u_1')).toBe('100.0000')
    expect(await price('u_2')).toBe('999.0000')
    expect(await price('u_2', twice.replace('u,u', 'u,u,u_1').replace('999', '999,7'))).toBe('100.0000')
    expect(await price('u', twice.replace('u,u', 'u,x'))).toBe('100.0000')
  })
  test('times that no target holds, and numbers that overflow', async () => {
    const times = [
      'infinity',
      '-4000-01-01',
      '0000-01-01',
      '1899-12-31',
      '2300-01-01',
      '290000-01-01',
      '2016-12-31T23:59:60Z',
    ]
    const rows = times.map((time) => `C,${time},view,Tv,1\n`).join('')
    expect(await rejected('times.csv', NAMES + rows)).toHaveLength(times.length)
    const epoch = MAPPING.replace('formats: [iso]', 'formats: [epoch_s]')
    expect(
      await rejected(
        'epoch.csv',
        `${NAMES}C,1e30,view,Tv,1\nC,99999999999999999999,view,Tv,1\nC,1700000000,view,Tv,1\n`,
        epoch,
      ),
    ).toHaveLength(2)
  })
  test('mappings that are nonsense', () => {
    const said = (text: string) => {
      try {
        parseMapping(text, 'm.yaml')
      } catch (error) {
        return (error as Error).message
      }
      return 'was taken'
    }
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]', 'b: &b [*a,*a,*a,*a,*a,*a]', 'c: [*b,*b,*b,*b,*b,*b]'].join('\n')
    expect(said(bomb)).toBe('m.yaml repeats its parts (&, *) too often: write them out.')
    expect(said(MAPPING.replace('[iso]', "['%Q']"))).toMatch(/^m.yaml: time.formats.0: must be iso/)
    expect(said(MAPPING.replace('[view]', '[view], bag: [VIEW]'))).toBe(
      'm.yaml: actions: «view» is of two actions: leave it in one.',
    )
    expect(said(`${MAPPING}shop: 1`)).toMatch(/Unrecognized key: "shop"/)
  })
  test('a quote that is the delimiter', async () => {
    expect(await refusal('quote.csv', GOOD, `${MAPPING}format: { quote: ',' }`)).toMatch(/change one/)
  })
  test('line ends that change after the start', async () => {
    expect(await refusal('ends.csv', many(20_000) + GOOD.replaceAll('\n', '\r\n'))).toMatch(
      /^invalid: ends.csv ends its lines in different ways/,
    )
  })
  test('open questions', async () => {
    const open = `${MAPPING}unanswered: ["time: 01/02/2023: is that 1 February or 2 January?"]`
    expect(await refusal('open.csv', GOOD, open)).toMatch(
      /^invalid: The mapping of shop has open questions. time: 01\/02\/2023/,
    )
  })
})

describe('what is unusual, but right, is read', () => {
  const THREE = ['Tv 1', 'Tv 2', 'Tv 3']
  test('nothing, names alone', async () => {
    expect(await lookAt(at.write('nothing.csv', ''), {})).toBeUndefined()
    expect(await products('names.csv', NAMES)).toEqual([])
    expect(await products('names-only.csv', NAMES.trim())).toEqual([])
  })
  test('encodings and archives', async () => {
    const hindi = GOOD.replace('Tv 1', 'टीवी')
    expect(await products('16.csv', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(hindi, 'utf16le')]))).toEqual(
      ['टीवी', 'Tv 2', 'Tv 3'],
    )
    expect(await products('16-bare.csv', Buffer.from(GOOD, 'utf16le'))).toEqual(THREE)
    expect(await products('latin.csv', Buffer.from(GOOD.replace('Tv 1', 'Café'), 'latin1'))).toEqual([
      'Café',
      'Tv 2',
      'Tv 3',
    ])
    expect(await products('bom.csv', `\ufeff${GOOD}`)).toEqual(THREE)
    expect(await products('good.csv.gz', gzipSync(GOOD))).toEqual(THREE)
    expect(await products('good.csv.zst', zstdCompressSync(GOOD))).toEqual(THREE)
  })
  test('UTF-16 with little that is Latin, NULs apart', async () => {
    const hindi = Buffer.from(NAMES + row(1, 'टीवी'.repeat(20)), 'utf16le')
    expect(await products('hindi-16.csv', hindi)).toEqual(['टीवी'.repeat(20)])
  })
  test('empty cells more than there are names, at the end of a row', async () => {
    expect(await products('surplus.csv', GOOD.replaceAll('00\n', '00,\n'))).toEqual(THREE)
    expect(await products('surplus-three.csv', GOOD.replace('00\n', '00,,,\n'))).toEqual(THREE)
    expect(await rejected('surplus-said.csv', GOOD.replace('00\n', '00,,x\n'))).toHaveLength(1)
  })
  test('delimiters', async () => {
    for (const mark of ['|', '\t', ';', '||', '~|~', '::']) {
      const shown = MAPPING.replace('iso', "'%Y-%m-%d %H'")
      expect([
        mark,
        await products('d.csv', GOOD.replaceAll(/T10:00:00Z/g, ' 10').replaceAll(',', mark), shown),
      ]).toEqual([mark, THREE])
    }
  })
  test('quotes doubled and after backslashes, with delimiters and newlines inside; bare inside a cell', async () => {
    const read = 'Tv "big", 5\nred'
    expect(await products('doubled.csv', NAMES + row(1, '"Tv ""big"", 5\nred"') + row(2))).toEqual([read, 'Tv 2'])
    expect(await products('slashed.csv', NAMES + row(1, '"Tv \\"big\\", 5\nred"') + row(2))).toEqual([read, 'Tv 2'])
    expect(await products('bare.csv', NAMES + row(1, 'Tv 5" wide') + row(2))).toEqual(['Tv 5" wide', 'Tv 2'])
    expect(await products('late.csv', many(20_000) + row(1, '"a ""b"""'))).toContain('a "b"')
  })
  test('line ends of all kinds, mixed ones too', async () => {
    expect(await products('crlf.csv', GOOD.replaceAll('\n', '\r\n'))).toEqual(THREE)
    expect(await products('cr.csv', GOOD.replaceAll('\n', '\r'))).toEqual(THREE)
    expect(await products('both.csv', GOOD.replace('\n', '\r\n'))).toEqual(THREE)
  })
  test('names twice, with quotes, spaces, Hindi, and names of ours', async () => {
    expect(await products('twice-named.csv', GOOD.replaceAll('\n', ',x\n').replace('u,x', 'u,P'))).toEqual(THREE)
    const odd = GOOD.replace(NAMES.trim(), '"my c","t ""q""",filename,नाम,items')
    const mapping = `
source: shop
columns: { customer: my c, time: 't "q"', action: filename, product: नाम, unit_price: items }
actions: { view: [view] }
time: { formats: [iso], zone: UTC }`
    expect(await products('odd.csv', odd, mapping)).toEqual(THREE)
  })
  test('columns in another order are another dialect, and give the same rows', async () => {
    const turned = GOOD.split('\n')
      .map((line) => line.split(',').reverse().join(','))
      .join('\n')
    const mapping = parseMapping(MAPPING, 'm')
    const rows = async (name: string, text: string) => {
      const path = at.write(name, text)
      const staged = await at.stage(path, mapping)
      const dialect = await dialectOf(at.duck, (await lookAt(path, {}))!, mapping)
      return { staged: staged.events, names: dialect.names }
    }
    const [straight, other] = [await rows('straight.csv', GOOD), await rows('turned.csv', turned)]
    expect(other.staged).toEqual(straight.staged)
    expect(other.names).not.toEqual(straight.names)
  })
  test('files and folders of any name, and only those', async () => {
    const folder = join(at.folder, 'names')
    mkdirSync(folder)
    const names = ["it's.csv", 'a b.csv', '[x]*?.csv', '*.csv', '**', 'हिन्दी.csv', 'a"b.csv', '.hidden']
    for (const [n, name] of names.entries())
      writeFileSync(join(folder, name), NAMES + row(1, name) + (n % 2 ? late(1) : ''))
    expect(findFiles([folder])).toHaveLength(names.length - 1)
    expect(findFiles([join(folder, '../names/a b.csv')])).toEqual([join(folder, 'a b.csv')])
    for (const [n, name] of names.entries()) {
      const { events, rejected } = await at.stage(join(folder, name), MAPPING)
      expect(events.map(({ product }) => product)).toEqual([name])
      expect(rejected.map(({ line }) => line)).toEqual(n % 2 ? [3] : [])
    }
    expect((await at.stage(`${folder}/../names/a b.csv`, MAPPING)).counts.rows).toBe(2)
    const marked = join(at.folder, 'a [1]')
    mkdirSync(marked)
    writeFileSync(join(marked, 'b.csv'), GOOD)
    expect(findFiles([marked])).toEqual([join(marked, 'b.csv')])
    expect((await at.stage(join(marked, 'b.csv'), MAPPING)).counts.rows).toBe(3)
    expect(() => findFiles([join(folder, 'nowhere*')])).toThrow('no such file')
  })
})
