import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contrast, hexToOklch, oklchToHex } from './oklch.ts'
import { type Tones, themeCss, tones } from './theme.ts'

const colour = fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, '0')}`)

function faults(t: Tones): string[] {
  const pairs: [keyof Tones, (keyof Tones)[], number][] = [
    ['text', ['bg', 'surface', 'fill', 'brandSoft', 'dangerSoft', 'okSoft', 'warnSoft'], 4.5],
    ['text2', ['bg', 'surface', 'fill', 'brandSoft'], 4.5],
    ['brandText', ['bg', 'surface', 'fill', 'brandSoft'], 4.5],
    ['dangerText', ['bg', 'surface', 'fill', 'dangerSoft'], 4.5],
    ['okText', ['bg', 'surface', 'fill', 'okSoft'], 4.5],
    ['warnText', ['bg', 'surface', 'fill', 'warnSoft'], 4.5],
    ['onBrand', ['brand', 'brandHover'], 4.5],
    ['onDanger', ['danger'], 4.5],
    ['brand', ['bg', 'surface'], 3],
    ['brandHover', ['bg', 'surface'], 3],
    ['danger', ['bg', 'surface'], 3],
    ['control', ['bg', 'surface', 'fill'], 3],
    ['focus', ['bg', 'surface', 'fill', 'brandSoft'], 3],
  ]
  return pairs.flatMap(([front, grounds, least]) =>
    grounds
      .filter((ground) => contrast(t[front], t[ground]) < least)
      .map((ground) => `${front} ${t[front]} on ${ground} ${t[ground]}: ${contrast(t[front], t[ground]).toFixed(2)}`),
  )
}

test('any brand colour gives text at 4.5:1 and controls at 3:1, in light and dark', () => {
  fc.assert(
    fc.property(colour, (hex) => {
      const { light, dark } = tones(hex)
      expect([...faults(light), ...faults(dark)]).toEqual([])
    }),
    { numRuns: 400, examples: [['#ffffff'], ['#000000'], ['#ffff00'], ['#00ff00'], ['#0000ff'], ['#808080']] },
  )
})

test('a brand colour that passes is kept as it is', () => {
  expect(tones('#1d4ed8').light.brand).toBe('#1d4ed8')
  expect(tones('#1d4ed8').light.onBrand).toBe('#ffffff')
  expect(contrast('#ffd400', '#ffffff')).toBeLessThan(3)
  expect(tones('#ffd400').light.brand).not.toBe('#ffd400')
  expect(Math.abs(hexToOklch(tones('#ffd400').light.brand).h - hexToOklch('#ffd400').h)).toBeLessThan(3)
})

test('colours survive the way there and back', () => {
  fc.assert(
    fc.property(colour, (hex) => {
      expect(oklchToHex(hexToOklch(hex))).toBe(hex)
    }),
  )
})

test('contrast is that of WCAG', () => {
  expect(contrast('#fff', '#000')).toBeCloseTo(21)
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2)
})

test('the style has both schemes, overrides, and nothing a bad setting could smuggle in', () => {
  const css = themeCss('#0b7285')
  expect(css).toContain('--text-2:')
  expect(css).toContain('--brand-soft:')
  expect(css).toContain(':root[data-theme=dark]{color-scheme:dark')
  expect(themeCss('red}</style><script>')).toBe(themeCss('#3553c9'))
})
