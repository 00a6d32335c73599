import { sankey as layout, sankeyLeft, sankeyLinkHorizontal } from 'd3-sankey'
import { createElement as h, type ReactElement } from 'react'

export interface Sankey {
  /** Says what is shown and where the same stands as numbers. */
  title: string
  left: readonly string[]
  right: readonly string[]
  /** Positions in `left` and `right`, and how much goes between them (above 0). */
  flows: readonly { from: number; to: number; value: number }[]
  /** Pixels; texts keep their size, so draw one for phones and one for desks. */
  width: number
}

interface Node {
  name: string
  colour: number
}

const GAP = 24
const THICK = 12
const COLOURS = 7
const LETTER = 7.2

/** Flows from left to right, as thick as they are great; each side has its name and sum. Style: `PLOT_STYLE`. */
export function sankey({ title, left, right, flows, width }: Sankey): ReactElement {
  const used = (names: readonly string[], side: 'from' | 'to') =>
    names.map((name, at) => ({ name, at })).filter(({ at }) => flows.some((flow) => flow[side] === at))
  const [lefts, rights] = [used(left, 'from'), used(right, 'to')]
  const all = [...new Set([...left, ...right])]
  const colourOf = (name: string) => 1 + (all.indexOf(name) % COLOURS)
  const height = Math.max(lefts.length, rights.length, 1) * 44 + GAP
  const place = layout<Node, object>()
    .nodeAlign(sankeyLeft)
    .nodeSort(null)
    .nodeWidth(THICK)
    .nodePadding(GAP)
    .extent([
      [0, GAP / 2],
      [width, height - GAP / 2],
    ])
  const { nodes, links } = place({
    nodes: [...lefts, ...rights].map(({ name }) => ({ name, colour: colourOf(name) })),
    links: flows.map(({ from, to, value }) => ({
      source: lefts.findIndex(({ at }) => at === from),
      target: lefts.length + rights.findIndex(({ at }) => at === to),
      value,
    })),
  })
  const path = sankeyLinkHorizontal<Node, object>()
  const most = Math.floor((width / 2 - THICK - 12) / LETTER)
  const nameOf = (end: unknown) => (end as Node).name
  return h(
    'svg',
    {
      className: 'plot plot-sankey',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'aria-label': title,
    },
    ...links.map((link) =>
      h(
        'path',
        {
          className: `plot-flow plot-stroke-${(link.source as unknown as Node).colour}`,
          d: (path(link) ?? '').replace(/\d+\.\d+/g, (n) => String(Math.round(Number(n) * 10) / 10)),
          strokeWidth: Math.max(1, Math.round((link.width ?? 0) * 10) / 10),
        },
        h('title', null, `${nameOf(link.source)} → ${nameOf(link.target)}: ${link.value.toLocaleString('en')}`),
      ),
    ),
    ...nodes.map((node, at) => {
      const [x = 0, y0 = 0, y1 = 0] = [node.x0, node.y0, node.y1]
      const begins = at < lefts.length
      const sum = (node.value ?? 0).toLocaleString('en')
      return h(
        'g',
        null,
        h('rect', {
          className: `plot-fill-${node.colour}`,
          x: Math.round(x),
          y: Math.round(y0),
          width: THICK,
          height: Math.max(1, Math.round(y1 - y0)),
        }),
        h(
          'text',
          {
            x: begins ? THICK + 6 : width - THICK - 6,
            y: Math.round((y0 + y1) / 2),
            dy: '0.35em',
            textAnchor: begins ? 'start' : 'end',
          },
          `${cut(node.name, most - sum.length - 1)} ${sum}`,
        ),
      )
    }),
  )
}

function cut(name: string, most: number): string {
  const letters = [...new Intl.Segmenter('en').segment(name)].map(({ segment }) => segment)
  return letters.length > most ? `${letters.slice(0, Math.max(most - 1, 1)).join('')}…` : name
}
