import { createElement as h } from 'react'
import { sectionBody } from '../../../web/plots/section.ts'
import { cleaning, figures, period, sections } from '../../insights/plots.ts'
import type { Insight } from '../../insights/read-insights.ts'
import { STYLE } from './style.ts'

/** The whole report as one document's element. */
export function page(insight: Insight, zone: string) {
  const { said } = insight
  return h(
    'html',
    { lang: 'en' },
    h(
      'head',
      null,
      h('meta', { charSet: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('meta', { httpEquiv: 'Content-Security-Policy', content: "default-src 'none'; style-src 'unsafe-inline'" }),
      h('title', null, 'Shopping journeys'),
      h('style', null, STYLE),
    ),
    h(
      'body',
      null,
      h(
        'header',
        null,
        h('h1', null, 'Shopping journeys'),
        h('p', { className: 'plot-quiet' }, period(insight, zone)),
        h(
          'dl',
          { className: 'figures' },
          ...figures(insight).map(([term, figure]) => h('div', null, h('dt', null, term), h('dd', null, figure))),
        ),
      ),
      h(
        'main',
        null,
        h(
          'section',
          null,
          h('h2', null, 'In short'),
          said.length === 0
            ? h(
                'p',
                { className: 'plot-quiet' },
                'There is nothing to say yet: it takes a few purchases with a look before them.',
              )
            : h('ul', { className: 'said' }, ...said.map((text) => h('li', null, text))),
        ),
        ...[...sections(insight), ...cleaning(insight)].map((section) =>
          h('section', null, h('h2', null, section.title), sectionBody(section)),
        ),
      ),
      h(
        'footer',
        null,
        `Half and quarter values are values that occur. Amounts are exact and are never added across currencies; returns are not taken off. Days are of the zone ${zone}.`,
      ),
    ),
  )
}
