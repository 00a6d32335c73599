import { createElement as h, type ReactElement } from 'react'

export interface Bar {
  label: string
  /** What the bar shows, not negative; bars begin at zero. */
  value: number
  /** The number beside the bar, and further cells after it, as people read them. */
  shown: string
  more?: string[]
  /** A part of the bar told apart by a mark: from, middle and to, in units of `value`. */
  range?: [from: number, middle: number, to: number]
}

export interface BarTable {
  caption: string
  /** Head of the label, of the number, and of what comes after it. */
  heads: [label: string, shown: string, ...more: string[]]
  bars: readonly Bar[]
  /** How many more there are than shown. */
  left?: number
}

const round = (n: number) => Math.round(n * 100) / 100

/** A table whose rows have a bar under their label and the number beside it: it is read out as a table and shown as a plot. Style: `PLOT_STYLE`. */
export function barTable({ caption, heads, bars, left = 0 }: BarTable): ReactElement {
  const most = Math.max(...bars.map(({ value, range }) => range?.[2] ?? value), 0)
  const share = (n: number) => round(most > 0 ? (100 * n) / most : 0)
  const [label, shown, ...more] = heads
  return h(
    'table',
    { className: 'plot plot-bars' },
    h('caption', null, caption),
    h(
      'thead',
      null,
      h(
        'tr',
        null,
        h('th', { scope: 'col' }, label),
        ...[shown, ...more].map((head) => h('th', { scope: 'col', className: 'plot-number' }, head)),
      ),
    ),
    h(
      'tbody',
      null,
      ...bars.map((bar) =>
        h(
          'tr',
          null,
          h(
            'th',
            { scope: 'row' },
            h('bdi', null, bar.label),
            bar.range ? rangeOf(bar.range.map(share)) : barOf(share(bar.value)),
          ),
          ...[bar.shown, ...(bar.more ?? [])].map((cell) => h('td', { className: 'plot-number' }, cell)),
        ),
      ),
    ),
    left > 0 &&
      h('tfoot', null, h('tr', null, h('td', { colSpan: heads.length }, `and ${left.toLocaleString('en')} more`))),
  )
}

const frame = (...children: ReactElement[]) =>
  h(
    'svg',
    {
      className: 'plot-bar',
      viewBox: '0 0 100 12',
      preserveAspectRatio: 'none',
      focusable: false,
      'aria-hidden': true,
    },
    ...children,
  )

const barOf = (share: number) => frame(h('rect', { className: 'plot-fill', width: share, height: 12 }))

function rangeOf([from = 0, middle = 0, to = 0]: number[]): ReactElement {
  return frame(
    h('rect', { className: 'plot-track', y: 5, width: 100, height: 2 }),
    h('rect', { className: 'plot-soft', x: from, width: round(Math.max(to - from, 0.5)), height: 12 }),
    h('rect', { className: 'plot-mark', x: round(Math.min(Math.max(middle - 0.75, 0), 98.5)), width: 1.5, height: 12 }),
  )
}
