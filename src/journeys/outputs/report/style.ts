import { PLOT_STYLE } from '../../../web/plots/style.ts'

const LIGHT = `color-scheme:light;--plot-ground:#fff;--plot-ink:#1b1d21;--plot-quiet:#565b63;--plot-line:#dfe2e6`
const DARK = `color-scheme:dark;--plot-ground:#16181c;--plot-ink:#e9ebee;--plot-quiet:#a9afb8;--plot-line:#34383f`

/** The report's style, without a character that HTML would escape: one column, light and dark by the reader's choice, light on paper. */
export const STYLE = `${PLOT_STYLE}
:root{${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
@media print{:root{${LIGHT}}}
*{box-sizing:border-box}
body{margin:0;background:var(--plot-ground);color:var(--plot-ink);font:1rem/1.5 system-ui,Segoe UI,Roboto,Noto Sans,Noto Sans Devanagari,sans-serif}
header,main,footer{max-width:52rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2.5rem}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 .25rem}
h3{font-size:1rem;margin:1.5rem 0 .5rem}
h2{font-size:1.25rem;line-height:1.3;margin:0 0 .5rem}
p{margin:0 0 1rem;max-width:42rem}
footer{color:var(--plot-quiet)}
section{margin:2.5rem 0}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:1rem;margin:1.5rem 0 0}
.figures div{border-top:2px solid var(--plot-bar);padding-top:.5rem}
dl,dd,dt{margin:0}
dt{color:var(--plot-quiet);font-size:.875rem}
.figures dd{font-size:1.25rem;font-weight:600;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.said{padding-inline-start:1.1rem;max-width:42rem}
.said li{margin-bottom:.4rem}
footer{padding-bottom:3rem;font-size:.875rem}
@media (max-width:32rem){table.plot{font-size:.875rem}.plot th,.plot td{padding:.3rem}}
@media print{section,figure,tr{break-inside:avoid}.plot-scroll{overflow:visible}body{-webkit-print-color-adjust:exact;print-color-adjust:exact}}`
