import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { barTable } from './bar-table.ts'
import { heatTable } from './heat-table.ts'
import { sankey } from './sankey.ts'
import { PLOT_STYLE } from './style.ts'

const all = (html: string, pattern: RegExp) => [...html.matchAll(pattern)].map(([, found]) => found)

test('bars begin at zero and are as long as their numbers', () => {
  const bar = (value: number) => ({ label: `<${value}>`, value, shown: String(value) })
  const html = renderToStaticMarkup(barTable({ caption: 'c', heads: ['a', 'b'], bars: [4, 2, 0].map(bar), left: 1312 }))
  expect(all(html, /<rect ([^>]*)>/g)).toEqual(
    [100, 50, 0].map((width) => `class="plot-fill" width="${width}" height="12"`),
  )
  expect(html).toContain('and 1,312 more')
  expect(html).toContain('&lt;4&gt;')
  const none = renderToStaticMarkup(barTable({ caption: 'c', heads: ['a', 'b'], bars: [bar(0)] }))
  expect(none).toContain('width="0"')
})

test('a range is drawn on one scale with the others', () => {
  const range = (...of: [number, number, number]) => ({ label: 'x', value: of[1], shown: 'x', range: of })
  const html = renderToStaticMarkup(
    barTable({ caption: 'c', heads: ['a', 'b'], bars: [range(0, 10, 40), range(10, 10, 20)] }),
  )
  expect(all(html, /class="plot-soft" x="([\d.]+)"/g)).toEqual(['0', '25'])
  expect(all(html, /class="plot-soft" x="[\d.]+" width="([\d.]+)"/g)).toEqual(['100', '25'])
  expect(all(html, /class="plot-mark" x="([\d.]+)"/g)).toEqual(['24.25', '24.25'])
})

test('cells are the darker the greater, and none is darkened for nothing', () => {
  const html = renderToStaticMarkup(
    heatTable({
      caption: 'c',
      corner: 'x',
      rows: ['r'],
      columns: ['a', 'b', 'c'],
      values: [[0, 1, 1000]],
    }),
  )
  expect(all(html, /<td class="([^"]+)">/g)).toEqual(['plot-heat-0', 'plot-heat-1', 'plot-heat-5'])
  expect(html).toContain('>1,000<')
})

test('flows are as thick as their numbers; one application has one colour on both sides', () => {
  const flows = [
    { from: 0, to: 0, value: 30 },
    { from: 0, to: 1, value: 10 },
  ]
  const draw = () =>
    renderToStaticMarkup(sankey({ title: 't', left: ['A & B'], right: ['C', 'A & B'], flows, width: 340 }))
  const html = draw()
  const [thick, thin] = all(html, /stroke-width="([\d.]+)"/g).map(Number)
  expect(thick! / thin!).toBeCloseTo(3, 1)
  expect(html).toContain('<title>A &amp; B → C: 30</title>')
  expect(all(html, /rect class="(plot-fill-\d)"/g)).toEqual(['plot-fill-1', 'plot-fill-2', 'plot-fill-1'])
  expect(draw()).toBe(html)
})

test('the style can stand in a page as it is', () => {
  expect(PLOT_STYLE).not.toMatch(/[<>&"']/)
})
