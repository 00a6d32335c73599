/** Of a light and a dark page; a bar has 3:1 on the ground, and the seven are told apart by the colour-blind (Okabe and Ito's). */
const COLOURS = [
  ['bar', '#0072b2', '#56b4e9'],
  ['1', '#0072b2', '#56b4e9'],
  ['2', '#e69f00', '#e69f00'],
  ['3', '#009e73', '#2cc59b'],
  ['4', '#cc79a7', '#dd93bb'],
  ['5', '#56b4e9', '#3f8fc4'],
  ['6', '#d55e00', '#f0803c'],
  ['7', '#8a8f98', '#9aa0a9'],
]

/** What the plots look like. Who shows them gives `--plot-ground`, `--plot-ink`, `--plot-quiet` (4.5:1 on the ground) and `--plot-line`, and says the page's `color-scheme`. */
export const PLOT_STYLE = `
:root{${COLOURS.map(([name, light, dark]) => `--plot-${name}:light-dark(${light},${dark})`).join(';')}}
.plot-body{container-type:inline-size}
.plot-quiet{color:var(--plot-quiet)}
.plot-figure{margin:0 0 1.5rem}
.plot-wide{display:none}
@container (min-width:42rem){.plot-wide{display:block}.plot-narrow{display:none}}
.plot{color:var(--plot-ink);font-variant-numeric:tabular-nums}
table.plot{border-collapse:collapse;width:100%}
.plot caption{text-align:start;color:var(--plot-quiet);padding-bottom:.5rem}
.plot th,.plot td{padding:.3rem .5rem;text-align:start;font-weight:400;overflow-wrap:anywhere;vertical-align:middle}
.plot thead th,.plot thead td,.plot tfoot td{color:var(--plot-quiet);font-size:.8125rem;vertical-align:bottom}
.plot tbody tr{border-top:1px solid var(--plot-line)}
.plot th:first-child,.plot td:first-child{padding-inline-start:0}
.plot th:last-child,.plot td:last-child{padding-inline-end:0}
.plot .plot-number{text-align:end;overflow-wrap:normal}
.plot tbody .plot-number{white-space:nowrap}
.plot-bars tbody th{width:50%}
.plot-bar{display:block;width:100%;height:.625rem;margin-top:.25rem}
.plot-fill,.plot-mark{fill:var(--plot-bar)}
.plot-soft{fill:var(--plot-bar);opacity:.4}
.plot-track{fill:var(--plot-line)}
.plot-scroll{overflow-x:auto}
.plot-heat tbody th,.plot-heat thead td{min-width:5rem}
.plot-heat td{text-align:end}
.plot-heat thead td{text-align:start}
.plot-heat thead th{text-align:end;overflow-wrap:normal;min-width:4rem}
.plot-heat tbody td{border:2px solid var(--plot-ground)}
.plot-heat th:last-child,.plot-heat td:last-child{padding-inline-end:.5rem}
${[0, 1, 2, 3, 4, 5].map((step) => `.plot-heat-${step}{background:color-mix(in srgb,var(--plot-bar) ${step * 9}%,var(--plot-ground))}`).join('\n')}
.plot-sankey{display:block;max-width:100%;height:auto}
.plot-sankey text{font-size:13px;fill:var(--plot-ink);stroke:var(--plot-ground);stroke-width:3px;stroke-linejoin:round;paint-order:stroke}
.plot-flow{fill:none;opacity:.4}
${[1, 2, 3, 4, 5, 6, 7].map((n) => `.plot-fill-${n}{fill:var(--plot-${n})}.plot-stroke-${n}{stroke:var(--plot-${n})}`).join('\n')}
@media (max-width:32rem){
.plot-bars{table-layout:fixed}
.plot-bars thead th:first-child{width:38%}
.plot tbody .plot-number{white-space:normal;overflow-wrap:anywhere}
}
`
