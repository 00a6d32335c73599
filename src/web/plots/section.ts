import { createElement as h, type ReactElement } from 'react'
import { type BarTable, barTable } from './bar-table.ts'
import { type HeatTable, heatTable } from './heat-table.ts'
import { type Sankey, sankey } from './sankey.ts'

export type Plot =
  | ({ kind: 'bars' } & BarTable)
  | ({ kind: 'heat' } & HeatTable)
  | ({ kind: 'sankey' } & Omit<Sankey, 'width'>)
  /** A line between plots: `quiet` beneath or above one, `heading` over those that follow. */
  | { kind: 'quiet'; text: string }
  | { kind: 'heading'; text: string }

/** Plots of one subject, as data: whoever knows the figures makes it, whoever shows them draws it with `sectionBody`. */
export interface Section {
  /** Of the section and nothing else on its page. */
  id: string
  title: string
  plots: Plot[]
}

const NARROW = 340
const WIDE = 780

/** What stands under the title of a section. Style: `PLOT_STYLE`. */
export const sectionBody = ({ plots }: Section): ReactElement =>
  h('div', { className: 'plot-body' }, ...plots.map(drawn))

function drawn(plot: Plot): ReactElement {
  if (plot.kind === 'bars') return barTable(plot)
  if (plot.kind === 'heat') return heatTable(plot)
  if (plot.kind === 'quiet') return h('p', { className: 'plot-quiet' }, plot.text)
  if (plot.kind === 'heading') return h('h3', null, plot.text)
  return h(
    'figure',
    { className: 'plot-figure' },
    h('div', { className: 'plot-narrow' }, sankey({ ...plot, width: NARROW })),
    h('div', { className: 'plot-wide' }, sankey({ ...plot, width: WIDE })),
  )
}
