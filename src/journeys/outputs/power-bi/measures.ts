export interface Measure {
  /** The table it stands in; without that table there is no measure. */
  table: string
  name: string
  what: string
  format: string
  dax: string[]
}

const COUNT = '#,0'
const SHARE = '0.0%'

export const MEASURES: Measure[] = [
  {
    table: 'purchases',
    name: 'Purchases',
    what: 'Purchased lines, returned ones too.',
    format: COUNT,
    dax: ["COUNTROWS ( 'purchases' )"],
  },
  {
    table: 'purchases',
    name: 'Revenue',
    what: 'Final prices, returns not taken off. Empty where several currencies meet: choose one.',
    format: '#,0.00',
    dax: ["IF ( DISTINCTCOUNT ( 'purchases'[currency] ) <= 1, SUM ( 'purchases'[final_price] ) )"],
  },
  {
    table: 'purchases',
    name: 'Buyers',
    what: 'Customers who bought.',
    format: COUNT,
    dax: ["DISTINCTCOUNT ( 'purchases'[customer] )"],
  },
  {
    table: 'purchases',
    name: 'Median days to purchase',
    what: 'From the first event of the journey to the purchase; half took longer.',
    format: '#,0.0',
    dax: ["MEDIANX ( 'purchases', 1.0 * ( 'purchases'[timestamp] - 'purchases'[first_seen] ) )"],
  },
  {
    table: 'purchases',
    name: 'Bought elsewhere',
    what: 'Share of the purchases in another application than the journey began in, of those where both are known.',
    format: SHARE,
    dax: [
      'VAR _known = FILTER (',
      "    'purchases',",
      "    NOT ISBLANK ( 'purchases'[first_application] ) && NOT ISBLANK ( 'purchases'[application_used] )",
      ')',
      "VAR _elsewhere = FILTER ( _known, 'purchases'[first_application] <> 'purchases'[application_used] )",
      'RETURN DIVIDE ( COUNTROWS ( _elsewhere ) + 0, COUNTROWS ( _known ) )',
    ],
  },
  {
    table: 'purchases',
    name: 'Returned',
    what: 'Share of the purchases of which something was returned.',
    format: SHARE,
    dax: [
      "VAR _returned = CALCULATE ( COUNTROWS ( 'purchases' ), KEEPFILTERS ( 'purchases'[returned] = TRUE () ) )",
      "RETURN DIVIDE ( _returned + 0, COUNTROWS ( 'purchases' ) )",
    ],
  },
  {
    table: 'touches',
    name: 'Journeys',
    what: 'Journeys of customers to products and search terms, bought or not.',
    format: COUNT,
    dax: [
      'COUNTROWS (',
      "    SUMMARIZE ( 'touches', 'touches'[customer], 'touches'[product], 'touches'[is_term], 'touches'[journey] )",
      ')',
    ],
  },
  {
    table: 'touches',
    name: 'Journeys bought',
    what: 'Journeys that ended in a purchase.',
    format: COUNT,
    dax: ["CALCULATE ( [Journeys], KEEPFILTERS ( NOT ISBLANK ( 'touches'[bought_on] ) ) )"],
  },
  {
    table: 'touches',
    name: 'Conversion',
    what: 'Share of the journeys that ended in a purchase.',
    format: SHARE,
    dax: ['DIVIDE ( [Journeys bought] + 0, [Journeys] )'],
  },
  {
    table: 'searches',
    name: 'Left in bags',
    what: 'Products that lie in a bag and were not bought.',
    format: COUNT,
    dax: ["CALCULATE ( COUNTROWS ( 'searches' ), KEEPFILTERS ( 'searches'[left_in_bag] = TRUE () ) )"],
  },
]

/** Where the journey of a purchase began: the application of its first step, which is written `ACTION application`. */
export const FIRST_APPLICATION = {
  table: 'purchases',
  name: 'first_application',
  what: 'The application of the first event of the journey.',
  dax: [
    "VAR _steps = 'purchases'[steps]",
    'VAR _first = LEFT ( _steps, FIND ( " | ", _steps, 1, LEN ( _steps ) + 1 ) - 1 )',
    'VAR _space = FIND ( " ", _first, 1, 0 )',
    'RETURN IF ( _space > 0 && _space < LEN ( _first ), MID ( _first, _space + 1, LEN ( _first ) ) )',
  ],
}
