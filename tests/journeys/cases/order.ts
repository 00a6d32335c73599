import { at, type Case, csv } from './case.ts'

export const order: Case[] = [
  {
    name: 'rows the same in every cell are one; one cell apart are two',
    events: csv(
      'day,action,application,product,quantity,final_price,order_id',
      `
1 10:00,view,Amazon,Kaveri Mixer,,,
1 11:00,purchase,Amazon,Kaveri Mixer,1,500,A-1
1 10:00,view,Amazon,Kaveri Mixer,,,
1 11:00,purchase,Amazon,Kaveri Mixer,1,500,A-1
1 11:00,purchase,Amazon,Kaveri Mixer,2,500,A-1`,
    ),
    expect: {
      purchases: [
        { quantity: '1.0000', final_price: '500.0000', events: 3, journey: 1 },
        { quantity: '2.0000', final_price: '500.0000', events: 3, journey: 1 },
      ],
    },
  },
  {
    name: 'a row without a customer is of nobody',
    events: csv(
      'customer,day,action,application,product,quantity,unit_price,order_id,term',
      `
,1 10:00,purchase,Amazon,Kaveri Mixer,2,10,A-1,
,1 09:00,search,,,,,,kettle
Asha,1 10:00,purchase,Amazon,Kaveri Mixer,1,10,A-1,`,
    ),
    expect: {
      purchases: [{ customer: 'Asha', quantity: '1.0000', events: 1 }],
      searches: [],
      unassigned: [
        {
          timestamp: at('1 09:00'),
          action: 'SEARCH',
          application: null,
          product: null,
          term: 'kettle',
          quantity: null,
        },
        {
          timestamp: at('1 10:00'),
          action: 'PURCHASE',
          application: 'Amazon',
          product: 'Kaveri Mixer',
          term: null,
          quantity: '2.0000',
          unit_price: '10.0000',
          final_price: '20.0000',
          order_id: 'A-1',
          product_written: 'Kaveri Mixer',
        },
      ],
    },
  },
  {
    name: 'within one time: search, view, bag, remove, checkout, purchase, return',
    events: csv(
      'day,action,application,product',
      `
1 10:00,return,Amazon,Kaveri Mixer
1 10:00,purchase,Amazon,Kaveri Mixer
1 10:00,checkout,Amazon,Kaveri Mixer
1 10:00,remove,Amazon,Kaveri Mixer
1 10:00,bag,Amazon,Kaveri Mixer
1 10:00,view,Amazon,Kaveri Mixer
1 10:00,search,Amazon,Kaveri Mixer`,
    ),
    expect: {
      purchases: [
        {
          steps: ['SEARCH Amazon', 'VIEW Amazon', 'BAG Amazon', 'REMOVE Amazon', 'CHECKOUT Amazon', 'PURCHASE Amazon'],
          returned: true,
        },
      ],
      searches: [],
    },
  },
  {
    name: 'an action goes before the application',
    events: csv(
      'day,action,application,product',
      `
1 10:00,view,Amazon,Kaveri Mixer
1 10:00,search,Zepto,Kaveri Mixer
1 10:00,purchase,Amazon,Kaveri Mixer`,
    ),
    expect: { purchases: [{ steps: ['SEARCH Zepto', 'VIEW Amazon', 'PURCHASE Amazon'] }] },
  },
  {
    name: 'then the application by its bytes, none first',
    events: csv(
      'day,action,application,product',
      `
1 10:00,view,Émile,Kaveri Mixer
1 10:00,view,apollo,Kaveri Mixer
1 10:00,view,Zepto,Kaveri Mixer
1 10:00,view,Amazon,Kaveri Mixer
1 10:00,view,,Kaveri Mixer
1 10:01,purchase,Amazon,Kaveri Mixer`,
    ),
    expect: {
      purchases: [
        {
          steps: ['VIEW', 'VIEW Amazon', 'VIEW Zepto', 'VIEW apollo', 'VIEW Émile', 'PURCHASE Amazon'],
          applications_checked: ['Zepto', 'apollo', 'Émile'],
        },
      ],
    },
  },
  {
    name: 'then the cells: the category before the price',
    events: csv(
      'day,action,application,product,category,unit_price',
      `
1 10:00,view,Amazon,Kaveri Mixer,Lighting,5
1 10:00,view,Amazon,Kaveri Mixer,Kitchen,10
1 10:01,purchase,Amazon,Kaveri Mixer,Kitchen,7`,
    ),
    expect: { purchases: [{ price_first_seen: '10.0000' }] },
  },
  {
    name: 'then the cells: an empty category before any',
    events: csv(
      'day,action,application,product,category,unit_price',
      `
1 10:00,view,Amazon,Kaveri Mixer,Kitchen,10
1 10:00,view,Amazon,Kaveri Mixer,,20
1 10:01,purchase,Amazon,Kaveri Mixer,Kitchen,7`,
    ),
    expect: { purchases: [{ price_first_seen: '20.0000' }] },
  },
  {
    name: 'then the cells: the colour before the size, the size as a text',
    events: csv(
      'day,action,application,product,colour,size,unit_price',
      `
1 10:00,view,Amazon,Kaveri Mixer,Black,9,1
1 10:00,view,Amazon,Kaveri Mixer,Red,10,2
1 10:00,view,Amazon,Nila Lamp,Black,9,3
1 10:00,view,Amazon,Nila Lamp,Black,10,4
1 10:01,purchase,Amazon,Kaveri Mixer,,,7
1 10:01,purchase,Amazon,Nila Lamp,,,7`,
    ),
    expect: {
      purchases: [
        { product: 'Kaveri Mixer', price_first_seen: '1.0000' },
        { product: 'Nila Lamp', price_first_seen: '4.0000' },
      ],
    },
  },
  {
    name: 'then the cells: prices and quantities as numbers, none first',
    events: csv(
      'day,action,application,product,quantity,unit_price',
      `
1 10:00,bag,Amazon,Kaveri Mixer,10,10
1 10:00,bag,Amazon,Kaveri Mixer,9,20
1 10:00,view,Amazon,Nila Lamp,,10
1 10:00,view,Amazon,Nila Lamp,,9
1 10:00,view,Amazon,Nila Lamp,,`,
    ),
    asOf: at('2 10:00'),
    expect: {
      searches: [
        { product: 'Kaveri Mixer', quantity: '10.0000', price: '10.0000' },
        { product: 'Nila Lamp', price: '10.0000' },
      ],
      touches: [
        { product: 'Kaveri Mixer', price_first_seen: '20.0000', price_last_seen: '10.0000' },
        { product: 'Nila Lamp', price_first_seen: '9.0000', price_last_seen: '10.0000' },
      ],
    },
  },
  {
    name: 'then the cells: the term, the order, the session before the quantity',
    events: csv(
      'day,action,application,product,quantity,unit_price,order_id,session,term',
      `
1 10:00,search,Amazon,Kaveri Mixer,,,,,mixie
1 10:00,search,Amazon,Kaveri Mixer,,,,,grinder
1 10:00,purchase,Amazon,Nila Lamp,1,,A-9,,
1 10:00,purchase,Amazon,Nila Lamp,2,,A-10,,
1 10:00,bag,Amazon,Tarang Kettle,1,,,s2,
1 10:00,bag,Amazon,Tarang Kettle,2,,,s1,`,
    ),
    asOf: at('2 10:00'),
    expect: {
      purchases: [
        { order_id: 'A-10', journey: 1 },
        { order_id: 'A-9', journey: 2 },
      ],
      searches: [
        { product: 'Kaveri Mixer', searches: ['2024-03-01 10:00 Amazon: grinder', '2024-03-01 10:00 Amazon: mixie'] },
        { product: 'Tarang Kettle', quantity: '1.0000', sessions: 2 },
      ],
    },
  },
]
