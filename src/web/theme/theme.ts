import { contrast, hexToOklch, type Oklch, oklchToHex } from './oklch.ts'

/** The colours of one scheme, as '#rrggbb'. Names are those of the CSS variables, in camel case. */
export type Tones = {
  /** the page's ground, cards upon it, and quiet fills inside cards */
  bg: string
  surface: string
  fill: string
  /** behind a logo, which is made for white */
  logo: string
  /** hairlines (decoration) and the borders of controls (3:1) */
  line: string
  control: string
  /** text and quieter text (4.5:1 on bg, surface and fill) */
  text: string
  text2: string
  /** the primary action: fill (3:1), its hover, and the words on both (4.5:1) */
  brand: string
  brandHover: string
  onBrand: string
  /** brand-coloured words (4.5:1 on bg, surface and brandSoft), and a tint to stand behind them */
  brandText: string
  brandSoft: string
  focus: string
  danger: string
  onDanger: string
  dangerText: string
  dangerSoft: string
  okText: string
  okSoft: string
  warnText: string
  warnSoft: string
}

export type Scheme = 'light' | 'dark'

const DEFAULT_BRAND = '#3553c9'
const TEXT = 4.5
const CONTROL = 3

/** The colour nearest in lightness for which `passes` holds; hue and chroma stay. Black or white when none does. */
function nearest(wish: Oklch, passes: (hex: string) => boolean): string {
  for (let step = 0; step <= 1; step += 0.005) {
    for (const l of step === 0 ? [wish.l] : [wish.l - step, wish.l + step]) {
      if (l < 0 || l > 1) continue
      const hex = oklchToHex({ ...wish, l })
      if (passes(hex)) return hex
    }
  }
  return passes('#000000') ? '#000000' : '#ffffff'
}

const reads = (on: string[], ratio: number) => (hex: string) => on.every((ground) => contrast(hex, ground) >= ratio)

function makeTones(brand: string, scheme: Scheme): Tones {
  const wish = hexToOklch(brand)
  const light = scheme === 'light'
  // Neutrals lean to the brand's hue by so little that one reads them as grey, yet they belong together.
  const grey = (l: number, c = 0.006) => oklchToHex({ l, c: Math.min(c, wish.c), h: wish.h })
  const tint = (l: number, c: number, h: number) => oklchToHex({ l, c, h })

  const bg = light ? grey(0.975, 0.004) : grey(0.165)
  const surface = light ? '#ffffff' : grey(0.205)
  const fill = light ? grey(0.955, 0.006) : grey(0.255)
  const grounds = [bg, surface, fill]
  const text = light ? grey(0.225, 0.012) : grey(0.945)
  const ink = light ? text : grey(0.16)
  const brandSoft = light ? tint(0.955, Math.min(wish.c, 0.025), wish.h) : tint(0.28, Math.min(wish.c, 0.035), wish.h)

  const stands = reads([bg, surface], CONTROL)
  const bears = (on: string) => (hex: string) => stands(hex) && contrast(hex, on) >= TEXT
  const fills = (['#ffffff', ink] as const).map((on) => ({ on, hex: nearest(wish, bears(on)) }))
  const away = ({ hex }: { hex: string }) => Math.abs(hexToOklch(hex).l - wish.l)
  const [white, dark] = fills as [(typeof fills)[0], (typeof fills)[0]]
  const chosen = away(white) <= away(dark) ? white : dark
  const filled = hexToOklch(chosen.hex)
  const shift = chosen.on === '#ffffff' ? -0.045 : 0.045

  const status = (h: number) => {
    const soft = light ? tint(0.955, 0.03, h) : tint(0.27, 0.045, h)
    const words = nearest({ l: light ? 0.48 : 0.8, c: 0.14, h }, reads([...grounds, soft], TEXT))
    return { soft, words }
  }
  const danger = status(27)
  const ok = status(152)
  const warn = status(70)
  return {
    bg,
    surface,
    fill,
    logo: '#ffffff',
    line: light ? grey(0.9) : grey(0.31),
    control: nearest({ l: light ? 0.64 : 0.56, c: 0.008, h: wish.h }, reads(grounds, CONTROL)),
    text,
    text2: nearest({ l: light ? 0.5 : 0.74, c: 0.012, h: wish.h }, reads([...grounds, brandSoft], TEXT)),
    brand: chosen.hex,
    brandHover: nearest({ ...filled, l: filled.l + shift }, bears(chosen.on)),
    onBrand: chosen.on,
    brandText: nearest(wish, reads([...grounds, brandSoft], TEXT)),
    brandSoft,
    focus: nearest(wish, reads([...grounds, brandSoft], CONTROL)),
    danger: nearest({ l: 0.53, c: 0.19, h: 27 }, bears('#ffffff')),
    onDanger: '#ffffff',
    dangerText: danger.words,
    dangerSoft: danger.soft,
    okText: ok.words,
    okSoft: ok.soft,
    warnText: warn.words,
    warnSoft: warn.soft,
  }
}

type Made = Record<Scheme, Tones> & { css: string }

// One brand per installation: a handful of colours at most, while an admin tries them out.
const made = new Map<string, Made>()

function make(brandColour: string): Made {
  const brand = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.test(brandColour) ? brandColour.toLowerCase() : DEFAULT_BRAND
  const known = made.get(brand)
  if (known) return known
  const both = { light: makeTones(brand, 'light'), dark: makeTones(brand, 'dark') }
  const all = { ...both, css: makeCss(both) }
  if (made.size > 50) made.clear()
  made.set(brand, all)
  return all
}

/**
 * Both schemes of a brand colour ('#rgb' or '#rrggbb'; anything else takes the default).
 * Text holds 4.5:1 and controls 3:1 on every ground they stand on; a brand colour that fails gets the nearest that passes.
 */
export function tones(brandColour: string): Record<Scheme, Tones> {
  return make(brandColour)
}

/** One scheme's colours as CSS variables, for a part of a page that shows it whatever the page's own. */
export const variablesOf = (set: Tones): Record<`--${string}`, string> =>
  Object.fromEntries(
    Object.entries(set).map(([name, value]) => [
      `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`).replace(/(\d)/, '-$1')}`,
      value,
    ]),
  )

const variables = (set: Tones) =>
  Object.entries(variablesOf(set))
    .map(([name, value]) => `${name}:${value}`)
    .join(';')

function makeCss({ light, dark }: Record<Scheme, Tones>): string {
  const darkVars = `color-scheme:dark;${variables(dark)}`
  return (
    `:root{color-scheme:light;${variables(light)}}` +
    `@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${darkVars}}}` +
    `:root[data-theme=dark]{${darkVars}}`
  )
}

/** The CSS variables of both schemes for a `<style nonce>`: light, dark by the system, either by `data-theme` on the root. */
export const themeCss = (brandColour: string): string => make(brandColour).css
