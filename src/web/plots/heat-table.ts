import { createElement as h, type ReactElement } from 'react'

export interface HeatTable {
  caption: string
  /** What rows and columns are, e.g. `Looked first` and `Bought`. */
  corner: string
  rows: readonly string[]
  columns: readonly string[]
  /** Rows of cells, not negative; 0 is shown as a dash. */
  values: readonly (readonly number[])[]
}

const STEPS = 5

/** A table of numbers, each cell the darker the greater; the numbers say it without the colour. Style: `PLOT_STYLE`. */
export function heatTable({ caption, corner, rows, columns, values }: HeatTable): ReactElement {
  const most = Math.max(...values.flat(), 1)
  const cell = (n: number) =>
    h(
      'td',
      { className: `plot-heat-${n === 0 ? 0 : Math.ceil((STEPS * n) / most)}` },
      n === 0 ? '–' : n.toLocaleString('en'),
    )
  return h(
    'div',
    { className: 'plot-scroll', role: 'region', 'aria-label': caption, tabIndex: 0 },
    h(
      'table',
      { className: 'plot plot-heat' },
      h('caption', null, caption),
      h(
        'thead',
        null,
        h('tr', null, h('td', null, corner), ...columns.map((name) => h('th', { scope: 'col' }, h('bdi', null, name)))),
      ),
      h(
        'tbody',
        null,
        ...rows.map((name, row) =>
          h('tr', null, h('th', { scope: 'row' }, h('bdi', null, name)), ...values[row]!.map(cell)),
        ),
      ),
    ),
  )
}
