import { at, type Case, csv } from './case.ts'

export const journeys: Case[] = [
  {
    name: 'a journey starts after the previous purchase and ends with the purchase',
    events: csv(
      'day,action,application,product,order_id',
      `
1 10:00,view,Amazon,Kaveri Mixer,
2 10:00,purchase,Flipkart,Kaveri Mixer,F-1
3 10:00,view,Croma,Kaveri Mixer,
4 10:00,bag,Flipkart,Kaveri Mixer,
5 10:00,purchase,Flipkart,Kaveri Mixer,F-2`,
    ),
    expect: {
      purchases: [
        { journey: 1, first_seen: at('1 10:00'), events: 2, days: 2, applications_checked: ['Amazon'] },
        { journey: 2, first_seen: at('3 10:00'), events: 3, days: 3, applications_checked: ['Croma'] },
      ],
      searches: [],
    },
  },
  {
    name: 'lines of one order that buy the same product share a journey',
    events: csv(
      'day,action,application,product,colour,quantity,final_price,order_id',
      `
1 10:00,view,Amazon,Kaveri Mixer,,,,
1 10:05,purchase,Amazon,Kaveri Mixer,Black,1,100,A-1
1 10:06,purchase,Amazon,Kaveri Mixer,Red,2,210,A-1
1 10:06,purchase,Amazon,Nila Lamp,,1,50,A-1`,
    ),
    expect: {
      purchases: [
        { product: 'Kaveri Mixer', colour: 'Black', journey: 1, events: 3, first_seen: at('1 10:00') },
        {
          product: 'Kaveri Mixer',
          colour: 'Red',
          journey: 1,
          events: 3,
          first_seen: at('1 10:00'),
          steps: ['VIEW Amazon', 'PURCHASE Amazon', 'PURCHASE Amazon'],
        },
        { product: 'Nila Lamp', journey: 1, events: 1, first_seen: at('1 10:06') },
      ],
    },
  },
  {
    name: 'what comes between two lines of an order is of the next journey',
    events: csv(
      'day,action,application,product,order_id',
      `
1 10:00,purchase,Amazon,Kaveri Mixer,A-1
1 10:01,view,Amazon,Kaveri Mixer,
1 10:02,purchase,Amazon,Kaveri Mixer,A-1`,
    ),
    asOf: at('2 10:00'),
    expect: {
      purchases: [
        { timestamp: at('1 10:00'), journey: 1, events: 2 },
        { timestamp: at('1 10:02'), journey: 1, events: 2 },
      ],
      searches: [{ product: 'Kaveri Mixer', journey: 2, events: 1, bought_before: true, last_seen: at('1 10:01') }],
    },
  },
  {
    name: 'the orders count by their first lines, though lines come late',
    events: csv(
      'day,action,application,product,order_id',
      `
1 10:00,purchase,Amazon,Kaveri Mixer,A-2
1 11:00,purchase,Amazon,Kaveri Mixer,A-1
1 12:00,purchase,Amazon,Kaveri Mixer,A-2`,
    ),
    expect: {
      purchases: [
        { journey: 1, order_id: 'A-2', timestamp: at('1 10:00'), events: 2 },
        { journey: 1, order_id: 'A-2', timestamp: at('1 12:00'), events: 2 },
        { journey: 2, order_id: 'A-1', timestamp: at('1 11:00'), events: 1 },
      ],
    },
  },
  {
    name: 'without a number an order is those of the same application and time',
    events: csv(
      'day,action,application,product,size',
      `
1 10:00,purchase,Amazon,Kaveri Mixer,5
1 10:00,purchase,Amazon,Kaveri Mixer,6
1 10:00,purchase,Flipkart,Kaveri Mixer,7
1 10:01,purchase,Amazon,Kaveri Mixer,8`,
    ),
    expect: {
      purchases: [
        { journey: 1, size: '5' },
        { journey: 1, size: '6' },
        { journey: 2, size: '7' },
        { journey: 3, size: '8' },
      ].map((row) => ({ ...row, order_id: null })),
    },
  },
  {
    name: 'one number in two applications is two orders, and a purchase without it a third',
    events: csv(
      'day,action,application,product,order_id',
      `
1 10:00,purchase,Amazon,Kaveri Mixer,7
1 10:00,purchase,Flipkart,Kaveri Mixer,7
1 10:00,purchase,,Kaveri Mixer,7
1 10:00,purchase,Amazon,Kaveri Mixer,`,
    ),
    expect: {
      purchases: [
        { journey: 1, application_used: null, order_id: '7' },
        { journey: 2, application_used: 'Amazon', order_id: null },
        { journey: 3, application_used: 'Amazon', order_id: '7' },
        { journey: 4, application_used: 'Flipkart', order_id: '7' },
      ],
    },
  },
  {
    name: 'customers and products have journeys of their own',
    events: csv(
      'customer,day,action,application,product',
      `
Asha,1 10:00,view,Amazon,Kaveri Mixer
Ravi,1 10:00,view,Flipkart,Kaveri Mixer
Asha,1 10:01,view,Amazon,Nila Lamp
Asha,1 10:02,purchase,Amazon,Kaveri Mixer
Ravi,1 10:03,purchase,Amazon,Kaveri Mixer`,
    ),
    asOf: at('2 10:00'),
    expect: {
      purchases: [
        { customer: 'Asha', product: 'Kaveri Mixer', events: 2, applications_checked: [], journey: 1 },
        { customer: 'Ravi', product: 'Kaveri Mixer', events: 2, applications_checked: ['Flipkart'], journey: 1 },
      ],
      searches: [{ customer: 'Asha', product: 'Nila Lamp' }],
    },
  },
  {
    name: 'rows in any order in the file: time decides',
    events: csv(
      'day,action,application,product',
      `
3 10:00,purchase,Amazon,Kaveri Mixer
1 10:00,view,Flipkart,Kaveri Mixer
2 10:00,view,Croma,Kaveri Mixer`,
    ),
    expect: { purchases: [{ applications_checked: ['Flipkart', 'Croma'], first_seen: at('1 10:00') }] },
  },
]
