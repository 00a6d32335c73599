import { at, type Case, csv } from './case.ts'

const KEPT = { returned: false, returned_quantity: null, returned_at: null }

export const returns: Case[] = [
  {
    name: 'a return marks the row and is of no journey',
    events: csv(
      'day,action,application,product,quantity,final_price,order_id',
      `
1 10:00,purchase,Amazon,Kaveri Mixer,1,500,A-1
4 10:00,return,Amazon,Kaveri Mixer,1,500,A-1`,
    ),
    asOf: at('9 10:00'),
    expect: {
      purchases: [
        {
          final_price: '500.0000',
          events: 1,
          steps: ['PURCHASE Amazon'],
          returned: true,
          returned_quantity: '1.0000',
          returned_at: at('4 10:00'),
        },
      ],
      searches: [],
      touches: [{ application: 'Amazon', last_seen: at('1 10:00') }],
    },
  },
  {
    name: 'with a number it belongs to that order, though another came later',
    events: csv(
      'day,action,application,product,order_id',
      `
1 10:00,purchase,Amazon,Kaveri Mixer,A-1
2 10:00,purchase,Amazon,Kaveri Mixer,A-2
3 10:00,return,Amazon,Kaveri Mixer,A-1`,
    ),
    expect: {
      purchases: [
        { order_id: 'A-1', returned: true, returned_quantity: '1.0000', returned_at: at('3 10:00') },
        { order_id: 'A-2', ...KEPT },
      ],
    },
  },
  {
    name: 'with the number of another application, product or order it belongs to nothing',
    events: csv(
      'customer,day,action,application,product,order_id',
      `
Asha,1 10:00,purchase,Amazon,Kaveri Mixer,A-1
Asha,2 10:00,return,Flipkart,Kaveri Mixer,A-1
Asha,2 10:00,return,Amazon,Nila Lamp,A-1
Asha,2 10:00,return,Amazon,Kaveri Mixer,A-2
Asha,2 10:00,return,,Kaveri Mixer,A-1
Ravi,2 10:00,return,Amazon,Kaveri Mixer,A-1`,
    ),
    asOf: at('9 10:00'),
    expect: { purchases: [{ order_id: 'A-1', ...KEPT }], searches: [], touches: [{ product: 'Kaveri Mixer' }] },
  },
  {
    name: 'without a number it belongs to the latest order before it in its application',
    events: csv(
      'day,action,application,product,order_id',
      `
1 10:00,purchase,Amazon,Kaveri Mixer,A-1
2 10:00,purchase,Amazon,Kaveri Mixer,
3 10:00,purchase,Flipkart,Kaveri Mixer,F-1
4 10:00,return,Amazon,Kaveri Mixer,
5 10:00,purchase,Amazon,Kaveri Mixer,A-3`,
    ),
    expect: {
      purchases: [
        { journey: 1, order_id: 'A-1', ...KEPT },
        { journey: 2, order_id: null, returned: true, returned_at: at('4 10:00') },
        { journey: 3, order_id: 'F-1', ...KEPT },
        { journey: 4, order_id: 'A-3', ...KEPT },
      ],
    },
  },
  {
    name: 'else in any application; one before every order belongs to nothing',
    events: csv(
      'day,action,application,product,order_id',
      `
1 09:00,return,Amazon,Kaveri Mixer,
1 10:00,purchase,Amazon,Kaveri Mixer,A-1
2 10:00,purchase,Flipkart,Kaveri Mixer,F-1
3 10:00,return,Service Desk,Kaveri Mixer,`,
    ),
    expect: {
      purchases: [
        { order_id: 'A-1', ...KEPT },
        { order_id: 'F-1', returned: true, returned_at: at('3 10:00') },
      ],
    },
  },
  {
    name: 'quantities are added and fill the lines in order; the earliest tells the time',
    events: csv(
      'day,action,application,product,quantity,order_id',
      `
1 10:00,purchase,Amazon,Kaveri Mixer,2,A-1
1 10:01,purchase,Amazon,Kaveri Mixer,3,A-1
1 10:02,purchase,Amazon,Kaveri Mixer,4,A-1
5 10:00,return,Amazon,Kaveri Mixer,1.5,A-1
4 10:00,return,Amazon,Kaveri Mixer,2,`,
    ),
    expect: {
      purchases: [
        { quantity: '2.0000', returned: true, returned_quantity: '2.0000', returned_at: at('4 10:00') },
        { quantity: '3.0000', returned: true, returned_quantity: '1.5000', returned_at: at('4 10:00') },
        { quantity: '4.0000', ...KEPT },
      ],
    },
  },
  {
    name: 'a return may be negative: it counts by its size',
    events: csv(
      'day,action,application,product,quantity,final_price,order_id',
      `
1 10:00,purchase,Amazon,Kaveri Mixer,3,300,A-1
2 10:00,return,Amazon,Kaveri Mixer,-2,-200,A-1`,
    ),
    expect: { purchases: [{ final_price: '300.0000', returned: true, returned_quantity: '2.0000' }] },
  },
  {
    name: 'a return without a quantity returns everything, a line without one being one piece',
    events: csv(
      'day,action,application,product,size,quantity,order_id',
      `
1 10:00,purchase,Amazon,Kaveri Mixer,5,2,A-1
1 10:00,purchase,Amazon,Kaveri Mixer,6,,A-1
2 10:00,return,Amazon,Kaveri Mixer,,1,A-1
3 10:00,return,Amazon,Kaveri Mixer,,,A-1`,
    ),
    expect: {
      purchases: [
        { size: '6', quantity: null, returned_quantity: '1.0000', returned_at: at('2 10:00') },
        { size: '5', quantity: '2.0000', returned_quantity: '2.0000', returned_at: at('2 10:00') },
      ],
    },
  },
  {
    name: 'more than was bought returns no more than was bought',
    events: csv(
      'day,action,application,product,quantity,order_id',
      `
1 10:00,purchase,Amazon,Kaveri Mixer,2,A-1
2 10:00,return,Amazon,Kaveri Mixer,5,A-1`,
    ),
    expect: { purchases: [{ returned: true, returned_quantity: '2.0000' }] },
  },
  {
    name: 'a return keeps a session going',
    events: csv(
      'day,action,application,product',
      `
1 10:00,view,Amazon,Nila Lamp
1 10:20,return,Amazon,Kaveri Mixer
1 10:40,purchase,Amazon,Nila Lamp`,
    ),
    expect: { purchases: [{ product: 'Nila Lamp', sessions: 1 }] },
  },
]
